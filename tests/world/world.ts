import { type Environment, readEnvironment } from "../../shared/environment.ts";
import { marketAt } from "../../shared/market/market-at.ts";
import { createEngine, type Engine } from "../../shared/providers/engine.ts";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import type { PullOutcome, PullTools } from "../../shared/pull/run-pull.ts";
import { runPull } from "../../shared/pull/run-pull.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import type { Store } from "../../shared/store/store.ts";
import { concerns, describeFault, type Fault, type FaultKind } from "./faults/fault.ts";
import type { WorldDatabase } from "./machine/database.ts";
import type { VirtualTime } from "./machine/virtual-time.ts";
import { ReferenceModel } from "./model/reference.ts";
import { ProviderModel } from "./model/provider-model.ts";
import { createTruth, type Truth } from "./model/truth.ts";
import { createUpstreams } from "./model/upstreams.ts";
import type { Step, WorldPlan } from "./model/world-plan.ts";
import { Story } from "./story.ts";

/** A pull as the world saw it. Times are epoch milliseconds. */
export interface PullSeen {
  readonly slotAt: number;
  readonly startedAt: number;
  /** What came of it in words; "running" until it ends. */
  outcome: string;
}

/** The code under test. Both come from one place, since errors are told apart by their class. */
export interface PullCode {
  readonly runPull: typeof runPull;
  readonly createEngine: typeof createEngine;
}

export interface WorldMachine {
  readonly database: WorldDatabase;
  readonly time: VirtualTime;
  /** Another pull where a bug is planted; the product's own unless given. */
  readonly code?: PullCode;
}

const HOUR = 3_600_000;
const SLOT_ORIGIN = Date.parse("2000-01-01T00:00:00Z");
/** Cron and network take a moment. */
const LATE_MS = 1_500;
const CLOSED_PULLS = 4;

/** A world in motion: time, providers with their faults, the real pull and the real database. */
export class World {
  readonly plan: WorldPlan;
  readonly truth: Truth;
  readonly models: readonly ProviderModel[];
  readonly time: VirtualTime;
  readonly database: WorldDatabase;
  readonly story = new Story();
  readonly pulls: PullSeen[] = [];
  readonly healthySince = new Map<ProviderModel, Map<Metal, number>>();
  /** Calls of pulls that died: the product cannot know of them. */
  readonly lostCalls = new Map<string, number>();
  intervalSeconds: number;
  intervalSince: number;
  faults: readonly Fault[] = [];
  #nextFault = 1;
  readonly #tools: PullTools;
  readonly #code: PullCode;

  private constructor(plan: WorldPlan, { database, time, code }: WorldMachine) {
    this.plan = plan;
    this.database = database;
    this.time = time;
    this.truth = createTruth(plan.truth);
    this.intervalSeconds = plan.intervalSeconds;
    this.intervalSince = plan.startsAt;
    const reference = plan.reference === null
      ? null
      : new ReferenceModel(plan.reference, { truth: this.truth, seed: plan.truth.seed });
    this.models = plan.providers.flatMap((one) => {
      const provider = PROVIDERS.find(({ key }) => key === one.key);
      return provider === undefined
        ? []
        : [new ProviderModel(one, { provider, truth: this.truth, reference })];
    });
    for (const model of this.models) {
      this.healthySince.set(model, new Map(METALS.map((metal) => [metal, plan.startsAt])));
    }
    this.#code = code ?? { runPull, createEngine };
    const environment = environmentOf(this.models);
    const now = (): number => time.at + plan.functionSkewSeconds * 1000;
    this.#tools = {
      environment,
      store: database.service,
      engine: this.#engine(environment, now),
      now,
      sleep: time.sleep,
      log: () => {},
    };
  }

  static async create(plan: WorldPlan, machine: WorldMachine): Promise<World> {
    machine.time.at = plan.startsAt;
    await machine.database.reset(plan.startsAt);
    const world = new World(plan, machine);
    await world.#install();
    return world;
  }

  get now(): number {
    return this.time.at;
  }

  get slotMs(): number {
    return this.intervalSeconds * 1000;
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case "pull":
        for (let slot = 0; slot < step.slots; slot++) {
          this.#skipClosedHours();
          await this.pullNextSlot();
        }
        return;
      case "leap":
        this.#tell(`the machine is off for ${step.hours} h`);
        this.time.moveTo(this.now + step.hours * HOUR);
        return;
      case "edge":
        return this.#toEdge(step.which);
      case "begin":
        return this.begin(step.provider, step.what);
      case "end":
        return this.#end(step.which);
      case "kill":
        return await this.#killed();
      case "late":
        return await this.#late(step.slots);
      case "interval":
        return await this.#setInterval(step.seconds);
      case "import":
        return await this.#import(step);
    }
  }

  /** Moves to the next slot that has no pull yet, and pulls. */
  async pullNextSlot(store: Store = this.database.service): Promise<void> {
    const last = this.pulls.at(-1)?.slotAt ?? -Infinity;
    let slotAt = this.#slotOf(this.now);
    if (slotAt <= last) slotAt = this.#slotOf(last) + this.slotMs;
    this.time.moveTo(slotAt + LATE_MS);
    slotAt = this.#slotOf(this.now);
    const seen: PullSeen = { slotAt, startedAt: this.now, outcome: "running" };
    this.pulls.push(seen);
    const calls = this.#callCounts();
    try {
      const result = await this.#code.runPull(
        { trigger: "cron", client: null },
        { ...this.#tools, store },
      );
      seen.outcome = wordsOf(result);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      seen.outcome = "killed";
      for (const [key, count] of this.#callCounts()) {
        this.lostCalls.set(key, (this.lostCalls.get(key) ?? 0) + count - (calls.get(key) ?? 0));
      }
    }
    this.#tell(`pull: ${seen.outcome}`);
  }

  begin(index: number, what: FaultKind): void {
    const model = this.models[index % this.models.length];
    if (model === undefined) return;
    const fault = { id: this.#nextFault++, provider: model.plan.key, what, since: this.now };
    this.faults = [...this.faults, fault];
    this.#tell(`BEGINS ${describeFault(fault)}`);
    this.#applyFaults(fault);
  }

  endAll(): void {
    while (this.faults.length > 0) this.#end(0);
  }

  isHealthy(model: ProviderModel, metal: Metal): boolean {
    return !this.faults.some((fault) => fault.provider === model.plan.key && concerns(fault, metal));
  }

  #end(which: number): void {
    const fault = this.faults[which % Math.max(1, this.faults.length)];
    if (fault === undefined) return;
    this.faults = this.faults.filter((one) => one !== fault);
    this.#tell(`ENDS ${describeFault(fault)}`);
    this.#applyFaults(fault);
  }

  #applyFaults(changed: Fault): void {
    const model = this.models.find(({ plan }) => plan.key === changed.provider);
    if (model === undefined) return;
    model.faults = this.faults.filter(({ provider }) => provider === changed.provider);
    for (const metal of METALS) {
      if (concerns(changed, metal)) this.healthySince.get(model)?.set(metal, this.now);
    }
  }

  /** After some pulls in a closed market it is known what they do: on to the last slot before it opens. */
  #skipClosedHours(): void {
    const last = this.pulls.slice(-CLOSED_PULLS);
    if (last.length < CLOSED_PULLS || marketAt(this.now).state === "open") return;
    if (last.every(({ startedAt }) => marketAt(startedAt).state === "closed")) this.#toEdge("open");
  }

  #toEdge(which: "close" | "open"): void {
    const market = marketAt(this.now);
    const next = marketAt(market.changesAt).changesAt;
    const [open, close] = market.state === "open" ? [next, market.changesAt] : [market.changesAt, next];
    const at = which === "open" ? open - this.slotMs : close - 3 * this.slotMs;
    this.#tell(`on to the ${which}`);
    this.time.moveTo(at);
  }

  async #killed(): Promise<void> {
    const store: Store = {
      read: (name, parameters) => this.database.service.read(name, parameters),
      call: (name, parameters) =>
        name === "record_pull" ? Promise.reject(new Killed()) : this.database.service.call(name, parameters),
    };
    await this.pullNextSlot(store);
  }

  /** The record waits until later pulls have written theirs. */
  async #late(slots: number): Promise<void> {
    const { service } = this.database;
    const store: Store = {
      read: (name, parameters) => service.read(name, parameters),
      call: async (name, parameters) => {
        if (name === "record_pull") {
          for (let slot = 0; slot < slots; slot++) await this.pullNextSlot();
        }
        return await service.call(name, parameters);
      },
    };
    await this.pullNextSlot(store);
  }

  async #setInterval(seconds: number): Promise<void> {
    if (seconds === this.intervalSeconds) return;
    const config = await this.database.service.call("read_config", { full: true }) as { version: number };
    await this.database.service.call("update_config", {
      expected_version: config.version,
      patch: { settings: { fetch_interval_seconds: seconds } },
      changed_by: "world",
    });
    this.intervalSeconds = seconds;
    this.intervalSince = this.now;
    this.#tell(`interval ${seconds} s`);
  }

  async #import({ days, until }: Extract<Step, { do: "import" }>): Promise<void> {
    const today = Math.floor(this.now / (24 * HOUR)) * 24 * HOUR;
    const metals: string[] = [];
    const times: string[] = [];
    const prices: number[] = [];
    for (let back = until === "today" ? 0 : 1; back <= days; back++) {
      const at = today - back * 24 * HOUR + 12 * HOUR;
      if (at > this.now || marketAt(at).state === "closed") continue;
      for (const metal of METALS) {
        metals.push(metal);
        times.push(new Date(at).toISOString());
        // A fix is not the spot price of its noon.
        prices.push(Math.round(this.truth.priceAt(metal, at) * 1.004 * 100) / 100);
      }
    }
    if (metals.length === 0) return;
    await this.database.service.call("import_prices", {
      metals,
      times,
      prices,
      providers: metals.map(() => "LBMA"),
      dry_run: false,
    });
    await this.database.service.call("finish_import", {});
    this.#tell(`import of ${metals.length} fixes up to ${until}`);
  }

  async #install(): Promise<void> {
    const rows = this.plan.providers.map(({ key, quota }) => ({ key, quota }));
    await this.database.owner`
      update spot.providers
      set is_enabled = mine.key is not null, monthly_quota = mine.quota
      from spot.providers as all_of_them
      left join jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as mine (key text, quota int)
        on mine.key = all_of_them.provider_key
      where all_of_them.provider_key = providers.provider_key`;
    await this.database.owner`
      update spot.settings
      set document = document || jsonb_build_object('fetch_interval_seconds', ${this.intervalSeconds}::int)
      where true`;
  }

  #engine({ providerKey: keys }: Environment, now: () => number): Engine {
    const { time } = this;
    const fetch = createUpstreams(this.models, {
      time,
      tell: ({ provider, answer }) => this.#tell(`  ${provider}: ${answer}`),
    });
    return this.#code.createEngine({ fetch, now, sleep: time.sleep, keys, random: () => 0.5 });
  }

  #slotOf(at: number): number {
    return SLOT_ORIGIN + Math.floor((at - SLOT_ORIGIN) / this.slotMs) * this.slotMs;
  }

  #callCounts(): Map<string, number> {
    return new Map(
      this.models.map((
        { plan, counts },
      ) => [plan.key, [...counts.values()].reduce((sum, one) => sum + one, 0)]),
    );
  }

  #tell(text: string): void {
    this.story.tell(this.now, text);
  }
}

class Killed extends Error {}

function wordsOf(result: PullOutcome): string {
  if (!result.claimed) return result.reason;
  const prices = result.prices.map(({ metal, price, status }) =>
    `${metal} ${price.toPrecision(6)} ${status}`
  );
  const others = Object.entries(result.metals).filter(([, { outcome }]) => outcome !== "priced")
    .map(([metal, { outcome, reason }]) => `${metal} ${outcome} (${reason ?? ""})`);
  return [result.state, ...prices, ...others].join("; ");
}

function environmentOf(models: readonly ProviderModel[]): Environment {
  const keyed = new Set(models.map(({ provider }) => provider.keyVariable));
  const values: Record<string, string> = {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEYS: '{"default":"publishable"}',
    SUPABASE_SECRET_KEYS: '{"default":"secret"}',
    SPOT_ORIGIN: "live",
  };
  return readEnvironment((name) => values[name] ?? (keyed.has(name) ? "invented-for-the-world" : undefined));
}
