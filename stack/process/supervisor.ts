import { join } from "node:path";
import { LogFile } from "./log-file.ts";
import { RunningService } from "./running-service.ts";
import type { Service } from "./service.ts";
import { StackError } from "../stack-error.ts";

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 15_000;
/** A process that ran this long has recovered: the next crash begins with the shortest pause again. */
const STEADY_AFTER_MS = 30_000;

export interface SupervisorOptions {
  readonly logFolder: string;
  /** Told in one line what happens, for the person who watches. */
  report(line: string): void;
}

/**
 * Starts services as soon as those they depend on are ready, keeps them running and ends them in reverse order.
 * A failure during `start` is final; afterwards a service that ends is started again with growing pauses.
 */
export class Supervisor {
  readonly #services: readonly Service[];
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, RunningService>();
  readonly #logs = new Map<string, LogFile>();
  readonly #paused = new Set<string>();
  #stopping = false;

  constructor(services: readonly Service[], options: SupervisorOptions) {
    this.#services = services;
    this.#options = options;
  }

  async start(): Promise<void> {
    const ready = new Map<string, Promise<void>>();
    for (const service of this.#services) {
      const needed = service.dependsOn.map((name) => {
        const promise = ready.get(name);
        if (promise === undefined) {
          throw new Error(`"${name}" must come before "${service.name}" in the list`);
        }
        return promise;
      });
      const promise = Promise.all(needed).then(() => this.#startFirst(service));
      promise.catch(() => {}); // Awaited together below; the first failure is the one that is told.
      ready.set(service.name, promise);
    }
    await Promise.all(ready.values());
  }

  /** Ends everything, dependants first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const waiting = new Map<string, Promise<void>>();
    for (const service of this.#services.toReversed()) {
      const dependants = this.#services.filter((other) => other.dependsOn.includes(service.name));
      const before = dependants.map((other) => waiting.get(other.name));
      waiting.set(service.name, Promise.all(before).then(() => this.#running.get(service.name)?.stop()));
    }
    await Promise.all(waiting.values());
    for (const log of this.#logs.values()) log.close();
    this.#logs.clear();
  }

  /** Process ids of what runs, by service. */
  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#running].map(([name, running]) => [name, running.pid]));
  }

  /** Ends a service at once, as a crash would; it is started again as after a crash. */
  kill(name: string): void {
    this.#find(name).kill("SIGKILL");
  }

  /** Ends a service and starts it again; resolves when it is ready. */
  async restart(name: string): Promise<void> {
    await this.pause(name);
    await this.resume(name);
  }

  /** Ends a service and leaves it ended until `resume`. */
  async pause(name: string): Promise<void> {
    this.#paused.add(name);
    await this.#find(name).stop();
    this.#running.delete(name);
  }

  async resume(name: string): Promise<void> {
    const service = this.#services.find((one) => one.name === name);
    if (service === undefined) throw new Error(`No service "${name}"`);
    this.#paused.delete(name);
    await this.#spawn(service);
  }

  #find(name: string): RunningService {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`Service "${name}" does not run`);
    return running;
  }

  async #startFirst(service: Service): Promise<void> {
    const began = performance.now();
    await this.#spawn(service);
    await service.afterReady?.();
    this.#options.report(`${service.name} ready (${Math.round(performance.now() - began)} ms)`);
  }

  async #spawn(service: Service): Promise<void> {
    if (this.#stopping) throw new StackError(`Cannot start ${service.name}: the stack is being stopped`);
    const running = RunningService.spawn(service, this.#log(service.name));
    this.#running.set(service.name, running);
    await running.waitUntilReady();
    this.#keep(running, FIRST_BACKOFF_MS);
  }

  /** Watches one process and replaces it when it ends unasked. */
  async #keep(running: RunningService, backoff: number): Promise<void> {
    const { service } = running;
    const began = performance.now();
    const { code, signal } = await running.ended;
    if (performance.now() - began > STEADY_AFTER_MS) backoff = FIRST_BACKOFF_MS;
    // Ctrl-C reaches the children before it reaches us: wait before calling it a crash.
    await new Promise((done) => setTimeout(done, backoff));
    if (this.#stopping || this.#paused.has(service.name)) return;
    this.#options.report(`${service.name} ended with ${signal ?? `code ${code}`}; starting it again`);
    const next = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    try {
      const replacement = RunningService.spawn(service, this.#log(service.name));
      this.#running.set(service.name, replacement);
      this.#keep(replacement, next);
      await replacement.waitUntilReady();
      this.#options.report(`${service.name} ready again`);
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      if (!this.#stopping) this.#options.report(error.message);
    }
  }

  #log(name: string): LogFile {
    let log = this.#logs.get(name);
    if (log === undefined) {
      log = new LogFile(join(this.#options.logFolder, `${name}.log`));
      this.#logs.set(name, log);
    }
    return log;
  }
}
