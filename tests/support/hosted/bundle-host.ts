// Runs under Deno 2.1 beside an unpacked upload: serves the default export { fetch } of its entry point, as the edge
// runtime does. Arguments: entry point. Prints one line of JSON when it listens.
const entry = Deno.args[0];
if (entry === undefined) throw new Error("Cannot serve: the entry point is missing");
const before = performance.now();
const module: { readonly default: { readonly fetch: (request: Request) => Promise<Response> } } =
  await import(entry);
const bootMs = performance.now() - before;
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen({ port }): void {
    // deno-lint-ignore no-console
    console.log(JSON.stringify({ port, bootMs, deno: Deno.version.deno, rss: Deno.memoryUsage().rss }));
  },
}, module.default.fetch);
