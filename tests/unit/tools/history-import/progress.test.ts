import assert from "node:assert/strict";
import { createProgress } from "../../../../tools/history-import/progress.ts";
import { summaryText } from "../../../../tools/history-import/summary-text.ts";

Deno.test("createProgress() draws share, rows and rate on one line, ten times a second at most", () => {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress(1000, {
    isTerminal: true,
    write: (text) => written.push(text),
    now: () => now,
  });
  now = 1000;
  progress.show({ bytes: 500, rows: 21_000 });
  now = 1050;
  progress.show({ bytes: 600, rows: 22_000 });
  progress.end();
  assert.deepEqual(written, [
    `\r${"█".repeat(12)}${"░".repeat(12)}  50 %  21,000 rows  21,000/s `,
    "\r\x1b[2K",
  ]);
});

Deno.test("createProgress() is silent where nobody watches", () => {
  const progress = createProgress(1, {
    isTerminal: false,
    write: () => assert.fail("it wrote"),
    now: () => 0,
  });
  progress.show({ bytes: 1, rows: 1 });
  progress.end();
});

Deno.test("summaryText() counts rejected rows by reason and shows the first ones", () => {
  const refused = Array.from({ length: 12 }, (_, index) => ({
    place: `a.csv:${index + 2}`,
    reason: index === 0 ? "jump" : "not_positive",
    detail: "0 is not a price",
  }));
  const text = summaryText({
    files: 1,
    rows: 14,
    new: 1,
    same: 0,
    conflicting: 1,
    conflicts: [{
      metal: "gold",
      ts: "1980-01-21T12:00:00Z",
      stored: 843,
      offered: 850,
      stored_provider: "LBMA",
      offered_provider: "another",
    }],
    refused,
    milliseconds: 500,
  }, { dryRun: true });
  assert.match(text, /^14 rows of 1 file in 0\.5 s \(28 a second\), nothing written: a dry run\n/);
  assert.match(text, /rejected +12\n +not_positive +11\n +jump +1\n/);
  assert.match(text, /a\.csv:11: not_positive, 0 is not a price\n {2}… and 2 more\n/);
  assert.match(text, /1980-01-21T12:00:00Z gold: 843 \(LBMA\), file 850 \(another\)$/);
});
