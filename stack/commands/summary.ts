import { databaseUrl } from "../database/prepare-database.ts";
import type { RunningStack, StackPorts } from "../stack.ts";

/** What is printed when everything runs: where, with which keys, what kind of prices, and what to try. */
export function summary(
  stack: RunningStack,
  facts: {
    readonly ports: StackPorts;
    readonly folder: string;
    readonly seconds: number;
    readonly history: string | null;
  },
): string {
  const { projectUrl, secrets, origin } = stack;
  return `
Ready after ${facts.seconds.toFixed(1)} s

  dashboard        ${projectUrl}/
  API URL          ${projectUrl}
  aliases          http://127.0.0.1:${facts.ports.alias}/api/prices
  database         ${databaseUrl(stack.access, "postgres")}
  publishable key  ${secrets.publishableKey}
  secret key       ${secrets.secretKey}
  logs             ${facts.folder}/logs
  prices           ${
    origin.kind === "live" ? "LIVE" : origin.kind === "simulate" ? "SIMULATED" : "REPLAYED"
  }: ${origin.reason}${facts.history === null ? "" : `\n  history          ${facts.history}`}

Try: curl '${projectUrl}/functions/v1/prices-read?metal=gold&currency=EUR&unit=g&window=24h'
Ctrl-C stops it; the data stays in ${facts.folder}.`;
}
