import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ms, type Row, row } from "./row.ts";
import { percentile } from "./statistics.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

const RUNS = 5;

/** Time to load each function's import graph and make its handler, in a new process, the module cache warm. */
export async function measureBoot(): Promise<Row[]> {
  const rows: Row[] = [];
  const slugs = [...Deno.readDirSync(join(PROJECT_ROOT, "functions"))].filter((one) => one.isDirectory);
  for (const slug of slugs.map(({ name }) => name).sort()) {
    const times: number[] = [];
    for (let run = 0; run <= RUNS; run++) times.push(await bootOnce(slug));
    const boot = percentile(times.slice(1), 0.5);
    rows.push(row(`boot of ${slug}`, { value: ms(boot), goal: "≤ 150 ms", isMet: boot <= 150 }));
  }
  return rows;
}

async function bootOnce(slug: string): Promise<number> {
  const url = pathToFileURL(join(PROJECT_ROOT, "functions", slug, "index.ts")).href;
  const script = `const t = performance.now(); await import(${JSON.stringify(url)}); ` +
    "Deno.stdout.writeSync(new TextEncoder().encode(String(performance.now() - t)));";
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", join(PROJECT_ROOT, "deno.json"), script],
    env: {
      SUPABASE_URL: "http://127.0.0.1:9",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_bench",
      SUPABASE_SECRET_KEY: "sb_secret_bench",
    },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}
