/** One request that arrived. Names of query parameters only: their values may be keys. */
export interface ReceivedCall {
  readonly at: string;
  readonly provider: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: readonly string[];
}

const KEPT = 1000;

/** The newest calls and how many there were per provider. */
export class CallLog {
  #calls: ReceivedCall[] = [];
  #counts = new Map<string, number>();

  add(call: ReceivedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls.shift();
    // Asking for the allowance takes nothing from it.
    if (call.path === "/usage") return;
    this.#counts.set(call.provider, this.countOf(call.provider) + 1);
  }

  countOf(provider: string): number {
    return this.#counts.get(provider) ?? 0;
  }

  clear(): void {
    this.#calls = [];
    this.#counts.clear();
  }

  toJSON(): { readonly counts: Readonly<Record<string, number>>; readonly calls: readonly ReceivedCall[] } {
    return { counts: Object.fromEntries(this.#counts), calls: this.#calls };
  }
}
