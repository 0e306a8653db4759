import { utcDay } from "../market/calendar-day.ts";
import type { FxRate } from "../schemas/quote.ts";
import { type Candidate, fits, type Yardstick } from "./candidate.ts";
import { compareWithKnown, type Finding } from "./compare-with-known.ts";
import { createMemory, type Memory } from "./refused-memory.ts";
import type { JudgedRates, KnownRates, RateFacts, RateReason, RefusedRate } from "./rate-facts.ts";
import { END_DAYS, FRESH_DAYS } from "./rate-age.ts";
import { successorOf } from "./successors.ts";

/** The same source on so many days is believed without another one. */
const DAYS_ALONE = 3;

const NOTHING: KnownRates = { reference: null, accepted: null, refused: [] };

/** The rates of one currency: those of references first, then the others day by day. */
export function judgeCurrency(
  currency: string,
  rates: readonly FxRate[],
  { known, now, isReference }: RateFacts,
): JudgedRates {
  const facts = Object.hasOwn(known, currency) ? known[currency] ?? NOTHING : NOTHING;
  const memory = createMemory(facts.refused);
  const latestDay = utcDay(now) + 1;
  const references = yardsticks(facts.reference, "the reference", latestDay);
  const lasts = yardsticks(facts.accepted, facts.accepted?.provider ?? "", latestDay);
  const refused: RefusedRate[] = [];
  const accepted: Candidate[] = [];

  function refuse(candidate: Candidate, reason: RateReason, detail: string | null = null): void {
    refused.push({ ...candidate.rate, reason, detail, ...memory.note(candidate) });
  }

  function accept(candidate: Candidate): void {
    accepted.push(candidate);
    memory.forget(candidate);
    const yardstick = { value: candidate.value, day: candidate.day, provider: candidate.rate.provider };
    if (candidate.isReference) references.push(yardstick);
    lasts.push(yardstick);
  }

  const all = rates.map((rate) => candidateOf(rate, isReference(rate.provider)));
  for (const candidate of all) {
    const reason = unusable(candidate, latestDay);
    if (reason !== null) refuse(candidate, reason);
  }
  const usable = all.filter((candidate) => unusable(candidate, latestDay) === null).toSorted(byTime);

  for (const candidate of usable.filter((one) => one.isReference)) {
    const finding = compareWithKnown(candidate, { references, lasts });
    if (finding === null || isConfirmed(candidate, finding, { usable, lasts, memory })) accept(candidate);
    else refuse(candidate, finding.reason, finding.detail);
  }

  // Each is compared with what was known before any other of its day.
  for (const group of Map.groupBy(usable.filter((one) => !one.isReference), ({ day }) => day).values()) {
    const found = group.map((candidate) => {
      const finding = compareWithKnown(candidate, { references, lasts });
      const isMove = finding !== null && isConfirmed(candidate, finding, { usable, lasts, memory });
      return { candidate, finding, isMove };
    });
    const moves = found.filter(({ isMove }) => isMove).map(({ candidate }) => candidate);
    for (const { candidate, finding, isMove } of found) {
      const isOutvoted = !isMove && moves.length > 0 && !moves.some((move) => fits(candidate, move));
      if (finding !== null && !isMove) refuse(candidate, finding.reason, finding.detail);
      else if (isOutvoted) refuse(candidate, "outvoted");
      else accept(candidate);
    }
  }
  return { accepted: oneADay(accepted).map(({ rate }) => rate), refused };
}

interface Evidence {
  /** Everything of the batch that can be used. */
  readonly usable: readonly Candidate[];
  readonly lasts: readonly Yardstick[];
  readonly memory: Memory;
}

/** Does more than the candidate itself stand for it: another source, or three days without contradiction? */
function isConfirmed(
  candidate: Candidate,
  finding: Finding,
  { usable, lasts, memory }: Evidence,
): boolean {
  const { days, firstDay } = memory.seen(candidate);
  // A reference that came after the move was first seen has had its say.
  if (finding.referenceDay !== null && (finding.fault !== null || firstDay <= finding.referenceDay)) {
    return false;
  }

  const sources = new Set([
    candidate.rate.provider,
    ...usable.filter((one) => isNear(candidate, one)).map(({ rate }) => rate.provider),
    ...memory.all().filter((one) => isNear(candidate, one)).map(({ provider }) => provider),
  ]);
  const against = new Set([
    ...usable.filter(({ day }) => day === candidate.day).map(({ rate }) => rate.provider),
    ...lasts.filter(({ day }) => day === candidate.day).map(({ provider }) => provider),
  ]);
  for (const source of sources) against.delete(source);
  if (sources.size > 1 && sources.size > against.size) return true;

  const isContradicted = against.size > 0 || lasts.some((last) => last.day > firstDay);
  return finding.mayStandAlone && days >= DAYS_ALONE && !isContradicted;
}

function isNear(candidate: Candidate, other: { readonly value: number; readonly day: number }): boolean {
  return Math.abs(candidate.day - other.day) <= FRESH_DAYS && fits(candidate, other);
}

function unusable({ rate, day }: Candidate, latestDay: number): RateReason | null {
  // Written so that a time that cannot be read is refused as well.
  if (!(day <= latestDay)) return "future";
  const successor = successorOf(rate.currency);
  if (successor !== null && day - utcDay(Date.parse(successor.since)) > END_DAYS) return "replaced";
  return null;
}

/** What is dated after tomorrow was stored by mistake and judges nothing. */
function yardsticks(
  known: { readonly usdValue: number; readonly quotedAt?: string; readonly date?: string } | null,
  provider: string,
  latestDay: number,
): Yardstick[] {
  if (known === null) return [];
  const day = utcDay(Date.parse(known.quotedAt ?? known.date ?? ""));
  return day <= latestDay ? [{ value: known.usdValue, day, provider }] : [];
}

function candidateOf(rate: FxRate, isReference: boolean): Candidate {
  const { currency, usdValue: value, quotedAt } = rate;
  return { rate, currency, value, day: utcDay(Date.parse(quotedAt)), isReference };
}

function byTime(one: Candidate, other: Candidate): number {
  return one.day - other.day ||
    Date.parse(one.rate.quotedAt) - Date.parse(other.rate.quotedAt) ||
    (one.rate.provider < other.rate.provider ? -1 : one.rate.provider > other.rate.provider ? 1 : 0) ||
    one.value - other.value;
}

/** A reference of a day goes before others of that day, the newest before older ones. */
function oneADay(accepted: readonly Candidate[]): Candidate[] {
  return [...Map.groupBy(accepted, ({ day }) => day)]
    .toSorted(([one], [other]) => one - other)
    .flatMap(([, group]) => group.findLast((one) => one.isReference) ?? group.at(-1) ?? []);
}
