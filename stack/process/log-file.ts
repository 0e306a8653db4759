const LIMIT = 5 * 1024 * 1024;

/**
 * A log that cannot fill the disk: past 5 MB it moves to `<name>.1` and begins again.
 * Also remembers its last lines, for messages about a process that ended.
 */
export class LogFile {
  readonly path: string;
  #file: Deno.FsFile;
  #size: number;
  #tail = "";
  #closed = false;

  constructor(path: string) {
    this.path = path;
    this.#file = open(path);
    this.#size = this.#file.statSync().size;
  }

  write(bytes: Uint8Array): void {
    // The pipe of a killed process may still hold a line when the stack has been stopped.
    if (this.#closed) return;
    if (this.#size + bytes.length > LIMIT) this.#rotate();
    let written = 0;
    while (written < bytes.length) written += this.#file.writeSync(bytes.subarray(written));
    this.#size += bytes.length;
    this.#tail = (this.#tail + new TextDecoder().decode(bytes)).slice(-4000);
  }

  /** The last lines written by this process. */
  tail(lines = 8): string {
    return this.#tail.trimEnd().split("\n").slice(-lines).join("\n");
  }

  /** Forgets the remembered lines, for a process that begins again. */
  clearTail(): void {
    this.#tail = "";
  }

  close(): void {
    this.#closed = true;
    this.#file.close();
  }

  #rotate(): void {
    this.#file.close();
    Deno.renameSync(this.path, `${this.path}.1`);
    this.#file = open(this.path);
    this.#size = 0;
  }
}

function open(path: string): Deno.FsFile {
  return Deno.openSync(path, { create: true, append: true, mode: 0o600 });
}
