/// <reference lib="dom" />

/** Online again or looked at again: in a browser both are reasons to ask at once. Elsewhere nothing happens. */
export function onWake(wake: () => void): () => void {
  // Deno and Node have no document.
  const page = typeof document === "undefined" ? null : document;
  const onVisible = (): void => {
    if (page?.visibilityState === "visible") wake();
  };
  globalThis.addEventListener?.("online", wake);
  page?.addEventListener("visibilitychange", onVisible);
  return (): void => {
    globalThis.removeEventListener?.("online", wake);
    page?.removeEventListener("visibilitychange", onVisible);
  };
}
