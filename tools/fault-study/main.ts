/** `deno task drill fault-study [--write]`: what is published while providers lie; --write keeps it in docs/trust.md. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { STUDIED_FAULTS } from "./faults.ts";
import { validateHistory } from "./history.ts";
import { inventedFortnight, slotsOf, type TrueSlot } from "./recorded-fortnight.ts";
import { runStudy, type Setting } from "./run-study.ts";
import { markdownTable, replaceSection } from "../common/markdown.ts";

const PAGE = new URL("../../docs/trust.md", import.meta.url);
const DATA = resolve(Deno.env.get("FIXTURES_DIR") ?? "../shared/data", "prices");

function faultTable(slots: readonly TrueSlot[], setting: Setting): string {
  const rows = STUDIED_FAULTS.map((fault) => {
    const { agreed, single, disputed, carried, worstBps, worstInFloors } = runStudy(slots, fault, setting);
    const { families, reference, history, unconfirmed } = worstInFloors;
    return [
      fault.name,
      ...[agreed, single, disputed, carried, worstBps].map(String),
      ...[families, reference, history, unconfirmed].map((floors) => floors === 0 ? "–" : floors.toFixed(2)),
    ];
  });
  const header = ["fault", "agreed", "single", "disputed", "carried", "worst bps"];
  return markdownTable([...header, "families", "reference", "history", "unconfirmed"], rows);
}

function historyTable(csv: string): string {
  const { rows, accepted, findings } = validateHistory(csv);
  const lines = findings.map(({ date, metal, price, before, after, reason, detail, borneOut }) => [
    date,
    metal,
    String(before),
    String(price),
    String(after),
    `${reason}: ${detail}`,
    borneOut ? "genuine, confirmed by the next row" : "wrong, never confirmed",
  ]);
  const header = ["date", "metal", "before", "price", "after", "reason", "outcome"];
  return `${rows} rows, ${accepted} accepted at once.\n\n${markdownTable(header, lines)}`;
}

const recording = resolve(DATA, "15min.csv");
const isRecorded = existsSync(recording);
const slots = isRecorded ? slotsOf(Deno.readTextFileSync(recording)) : inventedFortnight();
const source = isRecorded
  ? `The recorded fortnight from 2026-02-23, ${slots.length} open-market slots of 15 minutes, four metals.`
  : `No recording at hand: ${slots.length} slots of invented prices.`;
const SETTINGS: readonly (Setting & { readonly title: string })[] = [
  { title: "One of three families faulty", families: 3, faulty: 1, hasReference: false },
  { title: "Two of three families faulty in the same way", families: 3, faulty: 2, hasReference: false },
  { title: "One of two families faulty", families: 2, faulty: 1, hasReference: false },
  { title: "The only family faulty, no reference", families: 1, faulty: 1, hasReference: false },
  { title: "The only family faulty, beside the daily reference", families: 1, faulty: 1, hasReference: true },
];
const tables = SETTINGS.map(({ title, ...setting }) => `**${title}**\n\n${faultTable(slots, setting)}`);
const study = [source, ...tables].join("\n\n");
const history = existsSync(resolve(DATA, "daily.csv"))
  ? historyTable(Deno.readTextFileSync(resolve(DATA, "daily.csv")))
  : null;
Deno.stdout.writeSync(new TextEncoder().encode(`${study}\n\n${history ?? "No daily.csv at hand."}\n`));
if (Deno.args.includes("--write")) {
  const page = replaceSection(Deno.readTextFileSync(PAGE), "fault-study", study);
  Deno.writeTextFileSync(
    PAGE,
    history === null ? page : replaceSection(page, "fault-study-history", history),
  );
}
