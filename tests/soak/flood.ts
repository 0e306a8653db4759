// A process of its own, so that what it does takes no time from who measures: --url U --from ADDRESS --requests N
// --lanes N, --rate N a second (0: as fast as it is answered). Prints {"sent":…,"statuses":{…}}.
import http from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    url: { type: "string", default: "" },
    from: { type: "string", default: "127.0.0.2" },
    requests: { type: "string", default: "1000" },
    lanes: { type: "string", default: "4" },
    rate: { type: "string", default: "0" },
  },
});
const lanes = Number(values.lanes);
const agent = new http.Agent({ keepAlive: true, maxSockets: lanes });
const statuses: Record<string, number> = {};
let left = Number(values.requests);

function ask(): Promise<void> {
  return new Promise((resolve) => {
    const settle = (status: string): void => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      resolve();
    };
    http.get(values.url, { agent, localAddress: values.from }, (response) => {
      response.resume();
      response.on("end", () => settle(String(response.statusCode)));
      response.on("error", () => settle("broken"));
    }).on("error", () => settle("broken"));
  });
}

const rate = Number(values.rate);
const total = left;
const began = performance.now();
await Promise.all(Array.from({ length: lanes }, async () => {
  while (left-- > 0) {
    const wait = rate === 0 ? 0 : began + (total - left) * 1000 / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await ask();
  }
}));
agent.destroy();
const sent = Object.values(statuses).reduce((sum, count) => sum + count, 0);
// deno-lint-ignore no-console
console.log(JSON.stringify({ sent, statuses }));
