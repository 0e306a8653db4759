/**
 * Anything that stops a command of the local stack and is worth a sentence to its user: printed as message and
 * hint, without a stack trace, with exit code 1. Every other throw is a bug and keeps its trace.
 */
export class StackError extends Error {
  override readonly name = "StackError";
  readonly hint: string | null;

  constructor(message: string, facts: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: facts.cause });
    this.hint = facts.hint ?? null;
  }
}
