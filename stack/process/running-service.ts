import type { LogFile } from "./log-file.ts";
import type { Service } from "./service.ts";
import { StackError } from "../stack-error.ts";

const POLL_MS = 20;
const STOP_WITHIN_MS = 8000;

/** One process of a service, from its start to its end. */
export class RunningService {
  readonly service: Service;
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #log: LogFile;
  #status: Deno.CommandStatus | null = null;

  private constructor(service: Service, child: Deno.ChildProcess, log: LogFile) {
    this.service = service;
    this.#child = child;
    this.#log = log;
    const drained = Promise.all([copy(child.stdout, log), copy(child.stderr, log)]);
    this.ended = child.status.then(async (status) => {
      this.#status = status;
      await drained;
      return status;
    });
  }

  /** Synchronous, so that there is no moment in which a process runs and nobody knows of it. */
  static spawn(service: Service, log: LogFile): RunningService {
    const child = spawnChild(service);
    log.clearTail();
    const running = new RunningService(service, child, log);
    running.#giveInput();
    return running;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves when it is ready; throws StackError when it ends before or takes too long. */
  async waitUntilReady(): Promise<void> {
    const { name, readyWithin } = this.service;
    const deadline = performance.now() + readyWithin;
    while (this.#status === null) {
      if (await answersYes(this.service)) return;
      if (performance.now() > deadline) {
        throw this.#failure(`Cannot start ${name}: it is not ready after ${readyWithin / 1000} s`);
      }
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
    await this.ended;
    const { code, signal } = this.#status;
    throw this.#failure(`Cannot start ${name}: it ended with ${signal ?? `code ${code}`}`);
  }

  /** Asks it to end, insists after a while, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.kill(this.service.stopSignal);
    const insist = setTimeout(() => this.kill("SIGKILL"), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(insist);
  }

  kill(signal: Deno.Signal): void {
    if (this.#status !== null) return;
    try {
      this.#child.kill(signal);
    } catch (error) {
      // It ended between the question and the signal.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #giveInput(): Promise<void> {
    if (this.service.input === undefined) return;
    const writer = this.#child.stdin.getWriter();
    try {
      await writer.write(new TextEncoder().encode(this.service.input + "\n"));
    } catch (error) {
      // It ended before it read; waitUntilReady() reports that.
      this.#log.write(new TextEncoder().encode(`cannot write its settings: ${String(error)}\n`));
    } finally {
      writer.releaseLock();
    }
  }

  #failure(message: string): StackError {
    const tail = this.#log.tail();
    const log = tail === "" ? "" : `\n\n${tail}\n\n(from ${this.#log.path})`;
    return new StackError(message + log, this.service.hint === undefined ? {} : { hint: this.service.hint });
  }
}

function spawnChild(service: Service): Deno.ChildProcess {
  try {
    return new Deno.Command(service.command, {
      args: [...service.args],
      env: { ...service.env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`Cannot start ${service.name}: ${reason}`, { cause });
  }
}

async function answersYes(service: Service): Promise<boolean> {
  try {
    return await service.isReady();
  } catch {
    return false; // Not listening yet; the deadline tells when that is an error.
  }
}

async function copy(stream: ReadableStream<Uint8Array>, log: LogFile): Promise<void> {
  // An unread pipe fills and stalls its writer, so every byte is read even if nobody looks at the log.
  for await (const bytes of stream) log.write(bytes);
}
