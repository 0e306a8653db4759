/**
 * The Postgres client collects what it writes and sends it from a timer. When the server has gone meanwhile, that throws
 * where no `await` can catch it, and the statement never ends (postgres 3.4.9, `nextWrite` in connection.js). Tells of it
 * instead of ending the process with a trace that helps nobody. Returns what undoes it.
 */
export function catchLostConnection(onLost: () => void): () => void {
  const onError = (event: ErrorEvent): void => take(event, event.error);
  const onRejection = (event: PromiseRejectionEvent): void => take(event, event.reason);
  function take(event: Event, error: unknown): void {
    if (!(error instanceof Error) || !/nextWrite .*connection\.js/.test(error.stack ?? "")) return;
    event.preventDefault();
    onLost();
  }
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  return (): void => {
    removeEventListener("error", onError);
    removeEventListener("unhandledrejection", onRejection);
  };
}
