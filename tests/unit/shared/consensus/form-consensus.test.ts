import assert from "node:assert/strict";
import {
  accepted,
  consensusOf,
  goldQuote,
  LAST,
  NOW,
  trustIn,
  unchangedFor,
  weights,
} from "../../../support/scenes/consensus-scene.ts";

Deno.test("formConsensus() of three families is their median", () => {
  const consensus = consensusOf({ a: 4001, b: 4003, c: 4002 });
  assert.equal(consensus.price, 4002);
  assert.equal(consensus.status, "agreed");
  assert.equal(consensus.provider, "consensus");
  assert.equal(consensus.families, 3);
  assert.deepEqual(weights(consensus), { a: 0.333333, b: 0.333333, c: 0.333333 });
});

Deno.test("formConsensus() leaves out a family beyond the limit and says so", () => {
  const consensus = consensusOf({ a: 4001, b: 4080, c: 4002 });
  assert.equal(consensus.price, 4001.5);
  assert.equal(consensus.status, "agreed");
  assert.deepEqual(weights(consensus), { a: 0.5, b: "outlier", c: 0.5 });
  assert.ok((consensus.spreadBps ?? 0) > 190, "the spread counts the outlier");
});

Deno.test("formConsensus() of two families within the floor is their mean, to the micro-dollar", () => {
  assert.equal(consensusOf({ a: 4000.000001, b: 4000.000002 }).price, 4000.000002);
  const consensus = consensusOf({ a: 4000, b: 4019 });
  assert.equal(consensus.price, 4009.5);
  assert.equal(consensus.status, "agreed");
});

Deno.test("formConsensus() of two families that disagree serves the nearer to the last price, disputed", () => {
  const consensus = consensusOf({ a: 4090, b: 4005 });
  assert.equal(consensus.price, 4005);
  assert.equal(consensus.status, "disputed");
  assert.equal(consensus.provider, "b");
  assert.deepEqual(weights(consensus), { a: "disputed", b: 1 });
  assert.equal(consensus.confidence, 85, "reaches to the other family");
});

Deno.test("formConsensus() of two that disagree without a last price chooses only where they are near", () => {
  assert.equal(consensusOf({ a: 4090, b: 4005 }, { previous: null }).price, 4005);
  const far = consensusOf({ a: 4500, b: 4005 }, { previous: null });
  assert.equal(far.price, null);
  assert.equal(far.status, "disputed");
});

Deno.test("formConsensus() of one family is single and no surer than the floor", () => {
  const consensus = consensusOf({ b: 4005 });
  assert.equal(consensus.status, "single");
  assert.equal(consensus.provider, "b");
  assert.equal(consensus.confidenceBps, 50);
  assert.equal(consensus.spreadBps, 0);
});

Deno.test("formConsensus() of nothing forms nothing and keeps the trust", () => {
  const consensus = consensusOf({});
  assert.equal(consensus.status, "none");
  assert.equal(consensus.price, null);
  assert.equal(consensus.provider, null);
  assert.deepEqual(consensus.trust, trustIn("a", "b", "c"));
});

Deno.test("formConsensus() gives resellers of one feed one vote, the freshest", () => {
  const verdicts = [
    accepted(goldQuote("a", 4050, { quotedAt: "2026-11-18T14:58:00Z" })),
    accepted(goldQuote("a2", 4001)),
    accepted(goldQuote("b", 4003)),
  ];
  const consensus = consensusOf({}, { verdicts });
  assert.equal(consensus.price, 4002);
  assert.deepEqual(weights(consensus), { a: "same_family", a2: 0.5, b: 0.5 });
});

Deno.test("formConsensus() never blends a derived price or a day-old one with current ones", () => {
  const verdicts = [
    accepted(goldQuote("a", 4001)),
    accepted(goldQuote("fix", 4010)),
    accepted(goldQuote("b", 4020, { quotedAt: "2026-11-17T15:00:00Z" })),
  ];
  const consensus = consensusOf({}, { verdicts });
  assert.equal(consensus.price, 4001);
  assert.equal(consensus.status, "single");
  assert.deepEqual(weights(consensus), { a: 1, b: "not_current", fix: "derived" });
});

Deno.test("formConsensus() takes a day-old price where nothing fresher is there, but never a derived one", () => {
  const old = accepted(goldQuote("b", 4020, { quotedAt: "2026-11-17T15:00:00Z" }));
  const consensus = consensusOf({}, { verdicts: [old, accepted(goldQuote("fix", 4010))] });
  assert.equal(consensus.price, 4020);
  assert.equal(consensus.quotedAt, "2026-11-17T15:00:00Z");
});

Deno.test("formConsensus() shows rejected and quarantined quotes with their reason and without weight", () => {
  const verdicts = [
    accepted(goldQuote("a", 4001)),
    {
      quote: goldQuote("b", 0.00025),
      verdict: "rejected",
      reason: "inverted",
      detail: "…",
      doubtedSince: null,
    },
    { quote: goldQuote("c", 4400), verdict: "quarantined", reason: "jump", detail: "…", doubtedSince: NOW },
  ] as const;
  const consensus = consensusOf({}, { verdicts });
  assert.deepEqual(weights(consensus), { a: 1, b: "inverted", c: "jump" });
  assert.deepEqual(consensus.sources.map(({ verdict }) => verdict), ["accepted", "rejected", "quarantined"]);
});

Deno.test("formConsensus() passes over verdicts on other metals", () => {
  const verdicts = [accepted(goldQuote("a", 4001)), accepted({ ...goldQuote("b", 55), metal: "silver" })];
  assert.deepEqual(weights(consensusOf({}, { verdicts })), { a: 1 });
});

Deno.test("formConsensus() takes bid and ask from the weighted quotes that have both, else null", () => {
  const two = [
    accepted(goldQuote("a", 4001, { bid: 4000.5, ask: 4001.5 })),
    accepted(goldQuote("b", 4002)),
    accepted(goldQuote("c", 4003, { bid: 4002, ask: 4004 })),
    accepted(goldQuote("d", 4900, { bid: 4899, ask: 4901 })),
  ];
  const consensus = consensusOf({}, { verdicts: two });
  assert.equal(consensus.bid, 4001.25);
  assert.equal(consensus.ask, 4002.75);
  assert.equal(consensusOf({ a: 4001, b: 4002 }).bid, null);
});

Deno.test("formConsensus() is as old as the middle of its quotes", () => {
  const times = ["2026-11-18T14:58:00Z", "2026-11-18T14:59:00Z", "2026-11-18T14:40:00Z"];
  const verdicts = times.map((quotedAt, index) =>
    accepted(goldQuote(["a", "b", "c"][index] ?? "", 4001, { quotedAt }))
  );
  assert.equal(consensusOf({}, { verdicts }).quotedAt, "2026-11-18T14:58:00Z");
});

Deno.test("formConsensus() is disputed when more than a third are outliers", () => {
  const consensus = consensusOf({ a: 4000, b: 4001, c: 4002, d: 3900, e: 4100 });
  assert.equal(consensus.status, "disputed");
  assert.equal(consensus.price, 4001);
});

Deno.test("formConsensus() of three that all disagree serves the one nearest to the last price", () => {
  const consensus = consensusOf({ a: 3880, b: 4010, c: 4150 });
  assert.equal(consensus.status, "disputed");
  assert.equal(consensus.price, 4010);
  assert.equal(consensus.provider, "b");
});

Deno.test("formConsensus() disputes a majority that leaves the last price while a trusted family stays", () => {
  const first = consensusOf({ a: 4080, b: 4002, c: 4081 });
  assert.equal(first.status, "disputed");
  assert.equal(first.price, 4080.5);
  assert.deepEqual(first.trust, {
    families: ["a", "b", "c"],
    witnesses: ["b"],
    anchor: 4002,
    anchoredAt: null,
  });
  const previous = { price: first.price ?? 0, trust: first.trust };
  assert.equal(
    consensusOf({ a: 4085, b: 4030, c: 4086 }, { previous }).status,
    "disputed",
    "as long as b denies",
  );
  const reconciled = consensusOf({ a: 4085, b: 4084, c: 4086 }, { previous });
  assert.equal(reconciled.status, "agreed");
  assert.deepEqual(reconciled.trust, {
    families: ["a", "b", "c"],
    witnesses: [],
    anchor: 4085,
    anchoredAt: NOW,
  });
});

Deno.test("formConsensus() does not listen to a witness that was wrong before or has stopped", () => {
  const previous = { price: LAST, trust: trustIn("a", "c") };
  assert.equal(consensusOf({ a: 4080, b: 4002, c: 4081 }, { previous }).status, "agreed");
  const unchanged = [unchangedFor("b", 4002, 1)];
  assert.equal(consensusOf({ a: 4080, b: 4002, c: 4081 }, { unchanged }).status, "agreed");
});

Deno.test("formConsensus() follows the living family against two that stand still", () => {
  const unchanged = [unchangedFor("a", 4001, 3), unchangedFor("b", 4001, 3)];
  const consensus = consensusOf({ a: 4001, b: 4001, c: 4012 }, { unchanged });
  assert.equal(consensus.price, 4012);
  assert.equal(consensus.status, "agreed", "they bear the level out");
  assert.deepEqual(weights(consensus), { a: "unchanged", b: "unchanged", c: 1 });
  const far = consensusOf({ a: 4001, b: 4001, c: 4060 }, { unchanged });
  assert.equal(far.status, "disputed");
});

Deno.test("formConsensus() counts unchanged values as any other where nothing moves or the market is closed", () => {
  const all = [unchangedFor("a", 4001, 3), unchangedFor("b", 4003, 3)];
  assert.equal(consensusOf({ a: 4001, b: 4003 }, { unchanged: all }).price, 4002);
  const saturday = Date.parse("2026-11-21T12:00:00Z");
  const one = [unchangedFor("a", 4001, 30)];
  assert.equal(consensusOf({ a: 4001, b: 4003 }, { unchanged: one, now: saturday }).price, 4002);
});

Deno.test("formConsensus() measures confidence by the votes and their own spreads", () => {
  // Votes 3999.6 4000 4000.4 | 4000.6 4001 4001.4 | 4001.6 4002 4002.4: quartiles 4000.4 and 4001.6.
  const quotes = [4000, 4001, 4002].map((price, index) =>
    accepted(goldQuote(["a", "b", "c"][index] ?? "", price, { bid: price - 0.4, ask: price + 0.4 }))
  );
  const consensus = consensusOf({}, { verdicts: quotes, previous: null });
  assert.equal(consensus.confidence, 0.6);
  assert.equal(consensus.confidenceBps, 1.5);
});

Deno.test("formConsensus() calls votes that keep their weight but are further apart than the floor disputed", () => {
  const consensus = consensusOf({ a: 3985, b: 4000, c: 4030 });
  assert.equal(consensus.status, "disputed");
  assert.equal(consensus.price, 4000);
  assert.deepEqual(weights(consensus), { a: 0.333333, b: 0.333333, c: 0.333333 });
});

Deno.test("formConsensus() disputes the only vote while another family's quote is in quarantine", () => {
  const verdicts = [
    accepted(goldQuote("a", 4001)),
    { quote: goldQuote("b", 4400), verdict: "quarantined", reason: "jump", detail: "…", doubtedSince: NOW },
  ] as const;
  assert.equal(consensusOf({}, { verdicts }).status, "disputed");
});

Deno.test("formConsensus() does not end a dispute while a witness is in quarantine", () => {
  const verdicts = [
    accepted(goldQuote("a", 4001)),
    accepted(goldQuote("b", 4002)),
    { quote: goldQuote("c", 4400), verdict: "quarantined", reason: "jump", detail: "…", doubtedSince: NOW },
  ] as const;
  const trust = { families: ["a", "b", "c"], witnesses: ["c"], anchor: 4000, anchoredAt: null };
  assert.equal(consensusOf({}, { verdicts }).status, "agreed", "no dispute before");
  assert.equal(consensusOf({}, { verdicts, previous: { price: LAST, trust } }).status, "disputed");
});

Deno.test("formConsensus() goes on from where the price was, not from a disputed majority", () => {
  const first = consensusOf({ a: 4080, b: 4002, c: 4081 });
  const previous = { price: first.price ?? 0, trust: first.trust };
  const second = consensusOf({ a: 4090, b: 4010, c: 4200 }, { previous });
  assert.equal(second.price, 4010, "nearest to the witness, although 4,080.50 was served");
});

Deno.test("formConsensus() cannot tell who is right when both sides have left the last price", () => {
  // The majority is nearer, but a family that was right until now says otherwise.
  assert.equal(consensusOf({ a: 4048, b: 3940, c: 4049 }).status, "disputed");
  assert.equal(
    consensusOf({ a: 4018, b: 3940, c: 4019 }).status,
    "agreed",
    "within the floor of the last price",
  );
});

Deno.test("formConsensus() does not end a dispute by a majority while a witness still stands apart", () => {
  const trust = { families: ["a", "b", "c"], witnesses: ["a", "b", "c"], anchor: 4002, anchoredAt: null };
  const previous = { price: 4002, trust };
  assert.equal(consensusOf({ a: 4003, b: 4060, c: 4004 }, { previous }).status, "disputed");
  assert.equal(consensusOf({ a: 4003, b: 4010, c: 4004 }, { previous }).status, "agreed");
});

Deno.test("formConsensus() disputes a majority from which a trusted family parts without a leap of its own", () => {
  // All three were at 4,000; b has moved 25 dollars, which a market does, while a and c stand where they were.
  const unchanged = [unchangedFor("a", 4000, 0), unchangedFor("b", 4000, 0), unchangedFor("c", 4000, 0)];
  const parted = consensusOf({ a: 4001, b: 4025, c: 4002 }, { unchanged });
  assert.equal(parted.status, "disputed");
  assert.deepEqual(parted.trust.families, ["a", "b", "c"]);
  // Four floors at a stroke is a fault of b, and the price goes on.
  assert.equal(consensusOf({ a: 4001, b: 4081, c: 4002 }, { unchanged }).status, "agreed");
});

Deno.test("formConsensus() doubts two that leap to one place beside one that does not", () => {
  const unchanged = [unchangedFor("a", 4100, 0), unchangedFor("b", 4030, 0), unchangedFor("c", 3900, 0)];
  // b bore no price before; it is heard because a and c come from far apart and meet by chance.
  const previous = { price: LAST, trust: trustIn("a", "c") };
  assert.equal(consensusOf({ a: 4001, b: 4031, c: 4002 }, { unchanged, previous }).status, "disputed");
  const calm = [unchangedFor("a", 4001, 0), unchangedFor("b", 4030, 0), unchangedFor("c", 4000, 0)];
  assert.equal(consensusOf({ a: 4001, b: 4031, c: 4002 }, { unchanged: calm, previous }).status, "agreed");
});
