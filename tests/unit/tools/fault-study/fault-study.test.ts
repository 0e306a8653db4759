import assert from "node:assert/strict";
import { join } from "node:path";
import { STUDIED_FAULTS } from "../../../../tools/fault-study/faults.ts";
import { validateHistory } from "../../../../tools/fault-study/history.ts";
import {
  inventedFortnight,
  slotsOf,
  type TrueSlot,
} from "../../../../tools/fault-study/recorded-fortnight.ts";
import { runStudy } from "../../../../tools/fault-study/run-study.ts";
import { testWithRealData } from "../../../support/data/real-data.ts";

/** Faults that no rule knows by name: beside one of them a right price may be marked as disputed. */
const NAMELESS = ["+2 %", "±5 % noise", "6 h old, stamped now"];
/** Families within a floor agree, so a wrong one may shift a price by that much; 3 bps is what honest ones differ. */
const ONE_FLOOR = 1.05;

function checkOneOfThree(slots: readonly TrueSlot[]): void {
  for (const fault of STUDIED_FAULTS) {
    const { worstBps, agreed, disputed, single, carried } = runStudy(slots, fault, 1);
    assert.ok(worstBps <= 10, `${fault.name}: ${worstBps} bps`);
    assert.equal(single + carried, 0, fault.name);
    if (!NAMELESS.includes(fault.name)) assert.equal(disputed, 0, fault.name);
    assert.ok(agreed > 0, fault.name);
  }
}

function checkTwoOfThree(slots: readonly TrueSlot[]): void {
  for (const fault of STUDIED_FAULTS) {
    const { worstUndisputedBps, worstUndisputedFloors } = runStudy(slots, fault, 2);
    if (NAMELESS.includes(fault.name)) {
      assert.ok(worstUndisputedFloors <= ONE_FLOOR, `${fault.name}: ${worstUndisputedFloors} floors`);
    } else assert.ok(worstUndisputedBps <= 10, `${fault.name}: ${worstUndisputedBps} bps`);
  }
}

/** Two cycles of fault and health. */
const INVENTED = inventedFortnight().slice(0, 350);

Deno.test("runStudy() over invented prices: one liar of three is worth 10 bps at most", () => {
  checkOneOfThree(INVENTED);
});

Deno.test("runStudy() over invented prices: two liars of three publish nothing wrong undisputed", () => {
  checkTwoOfThree(INVENTED);
});

testWithRealData(
  "runStudy() over the recorded fortnight: one liar of three is worth 10 bps at most",
  (folder) => {
    checkOneOfThree(slotsOf(Deno.readTextFileSync(join(folder, "prices/15min.csv"))));
  },
);

testWithRealData(
  "runStudy() over the recorded fortnight: two liars of three publish nothing wrong undisputed",
  (folder) => {
    checkTwoOfThree(slotsOf(Deno.readTextFileSync(join(folder, "prices/15min.csv"))));
  },
);

testWithRealData(
  "validateHistory() accepts every genuine daily move since 1968 and rejects the wrong row",
  (folder) => {
    const { rows, findings } = validateHistory(Deno.readTextFileSync(join(folder, "prices/daily.csv")));
    assert.ok(rows > 47_000);
    assert.deepEqual(
      findings.map(({ date, metal, reason, borneOut }) =>
        `${date} ${metal} ${reason} ${borneOut ? "genuine" : "wrong"}`
      ),
      ["1979-09-18 silver jump genuine", "1980-04-01 silver jump genuine", "1983-02-05 silver jump wrong"],
    );
  },
);

testWithRealData(
  "validateHistory() rejects of the recordings of 2026 exactly the rows of the incident",
  (folder) => {
    for (const [file, times] of [["15min.csv", 1], ["hourly.csv", 2]] as const) {
      const { findings } = validateHistory(Deno.readTextFileSync(join(folder, "prices", file)));
      const incident = [
        "gold not_positive",
        "palladium not_positive",
        "platinum not_positive",
        "silver inverted",
      ];
      assert.deepEqual(
        findings.map(({ metal, reason }) => `${metal} ${reason}`).toSorted(),
        incident.flatMap((one) => Array.from({ length: times }, () => one)),
      );
      assert.ok(findings.every(({ date }) => date === "2026-02-27"));
    }
  },
);
