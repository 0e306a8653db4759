import assert from "node:assert/strict";
import { z } from "zod";
import { CONTRACT, type Endpoint, type SchemaName, SCHEMAS } from "../../../shared/responses/contract.ts";

/** An answer of a function, as it came. */
export interface AnswerFacts {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

/** How the local gateway calls functions besides their own address; /health is left out, others answer there too. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^\/functions\/v1\//, "/"],
  [/^\/api\/prices(?=$)/, "/prices-read"],
  [/^\/api\/config(?=$)/, "/config"],
];
const SLUGS = new Set(CONTRACT.map(({ path }) => path.split("/")[1]));

/**
 * Holds an answer to the contract in shared/responses: its status must be one that is described, a body of JSON must
 * fit one of the schemas, every error must be a problem. Returns true if it was the answer of a function.
 */
export function checkAnswer(facts: AnswerFacts): boolean {
  const path = functionPath(facts.url);
  if (path === null || facts.method === "OPTIONS" || facts.method === "HEAD") return false;
  const what = `${facts.method} ${path} answered ${facts.status}`;
  const operation = CONTRACT.find((one) => one.method === facts.method && pattern(one).test(path));
  const reply = operation?.replies.find(({ status }) => status === facts.status);
  if (facts.status >= 400) {
    const schemas: readonly SchemaName[] = [...(reply?.json ?? []), "Problem"];
    assert.match(facts.contentType ?? "", /^application\/json|^text\/plain/, `${what}: type of the body`);
    if (!facts.contentType?.startsWith("text/plain")) checkBody(facts.text, { what, schemas });
    return true;
  }
  assert.ok(reply, `${what}: the contract does not know that`);
  if (facts.status === 304) return true;
  if (reply.otherType !== undefined && facts.contentType?.startsWith(reply.otherType)) return true;
  assert.match(facts.contentType ?? "", /^application\/json/, `${what}: type of the body`);
  checkBody(facts.text, { what, schemas: reply.json ?? [] });
  return true;
}

function functionPath(url: string): string | null {
  const { pathname } = new URL(url);
  for (const [prefix, replacement] of ALIASES) {
    if (!prefix.test(pathname)) continue;
    const path = pathname.replace(prefix, replacement).replace(/(?<=.)\/+$/, "");
    return SLUGS.has(path.split("/")[1] ?? "") ? path : null;
  }
  return null;
}

function pattern({ path }: Endpoint): RegExp {
  return new RegExp(`^${path.replace("{file}", ".+").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function checkBody(
  text: string,
  { what, schemas }: { readonly what: string; readonly schemas: readonly SchemaName[] },
): void {
  const body: unknown = JSON.parse(text);
  const misfits: string[] = [];
  for (const name of schemas) {
    const read = SCHEMAS[name].safeParse(body);
    if (read.success) return;
    misfits.push(`${name}:\n${z.prettifyError(read.error)}`);
  }
  assert.fail(
    `${what} with a body that the contract does not know\n${misfits.join("\n")}\n${text.slice(0, 500)}`,
  );
}
