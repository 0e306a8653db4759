/** What a load of one address came to. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that were neither 2xx nor 3xx, and broken connections. */
  readonly errors: number;
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked in turn instead of the one address. */
  readonly paths?: readonly string[];
}

/** Loads an address on this machine with wrk. @throws Error where wrk is not installed or the address is elsewhere */
export async function load(url: string, options: LoadOptions): Promise<Load> {
  const { hostname } = new URL(url);
  if (hostname !== "127.0.0.1") throw new Error(`Cannot load ${hostname}: only this machine is loaded`);
  const script = await scriptFor(options);
  try {
    const { stdout, success } = await new Deno.Command("wrk", {
      args: [
        "-t1",
        `-c${options.connections}`,
        `-d${options.seconds}s`,
        "--latency",
        "-s",
        script,
        url,
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    const line = /^RESULT (.+)$/m.exec(text)?.[1];
    if (!success || line === undefined) throw new Error(`wrk said: ${text.slice(0, 400)}`);
    const [perSecond = 0, p50 = 0, p99 = 0, errors = 0] = line.split(" ").map(Number);
    return { perSecond, p50: p50 / 1000, p99: p99 / 1000, errors };
  } finally {
    await Deno.remove(script);
  }
}

export async function hasWrk(): Promise<boolean> {
  try {
    await new Deno.Command("wrk", { args: ["--version"], stdout: "null", stderr: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

async function scriptFor({ headers = {}, paths }: LoadOptions): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".lua" });
  const fields = Object.entries(headers).map(([name, value]) =>
    `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`
  );
  const rotation = paths === undefined ? [] : [
    `local paths = {${paths.map((path) => JSON.stringify(path)).join(", ")}}`,
    "local turn = 0",
    "request = function() turn = turn % #paths + 1; return wrk.format(nil, paths[turn]) end",
  ];
  await Deno.writeTextFile(
    file,
    [
      ...fields,
      ...rotation,
      "done = function(summary, latency)",
      "  local e = summary.errors",
      '  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / summary.duration * 1e6,',
      "    latency:percentile(50), latency:percentile(99),",
      "    e.connect + e.read + e.write + e.status + e.timeout))",
      "end",
    ].join("\n"),
  );
  return file;
}
