import { type Metal, METAL_CODES, METALS } from "../../../shared/schemas/metal.ts";
import { concerns, type RefusalName } from "../faults/fault.ts";
import { WIRE_FORMATS, type WireRefusal, type WireResponse } from "../machine/from-stack.ts";
import type { VirtualTime } from "../machine/virtual-time.ts";
import type { ProviderModel } from "./provider-model.ts";

/** What was asked and what came of it, for the story. */
export interface Told {
  readonly provider: string;
  readonly path: string;
  readonly answer: string;
}

/** All providers of the world as one `fetch`. A hanging answer is left to the deadline of the engine. */
export function createUpstreams(
  models: readonly ProviderModel[],
  { time, tell }: { readonly time: VirtualTime; readonly tell: (told: Told) => void },
): (request: Request) => Promise<Response> {
  return (request) => {
    const respond = time.takeRequest();
    const url = new URL(request.url);
    const model = models.find(({ provider }) => request.url.startsWith(provider.baseUrl));
    if (model === undefined) return Promise.reject(new Error(`nobody is at ${url.host}`));
    const path = url.pathname.slice(new URL(model.provider.baseUrl).pathname.replace(/\/$/, "").length);
    const now = time.at;
    const hasQuota = model.count(now);
    const { latency, answer, words } = answerOf(model, { path, query: url.searchParams, now, hasQuota });
    tell({ provider: model.plan.key, path, answer: words });
    return respond(latency, answer);
  };
}

interface Visit {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly now: number;
  readonly hasQuota: boolean;
}

interface Reply {
  readonly latency: number;
  readonly answer: () => Response;
  readonly words: string;
}

function answerOf(model: ProviderModel, { path, query, now, hasQuota }: Visit): Reply {
  const format = WIRE_FORMATS[model.plan.key];
  if (format === undefined) throw new Error(`no wire format for ${model.plan.key}`);
  const latency = (model.fault("slow")?.what.seconds ?? 0) * 1000 + model.plan.latencyMs;
  if (!hasQuota) return plain(format.refusal("quota_spent"), { latency, words: "quota spent" });
  const about = metalOfPath(path);
  const refusal = model.faults.findLast(({ what, ...rest }) =>
    what.kind === "refusal" &&
    (what.metals === null || (about !== null && concerns({ what, ...rest }, about)))
  );
  if (refusal?.what.kind === "refusal") {
    return refused(refusal.what.how, { latency, own: (kind) => format.refusal(kind) });
  }
  const scene = model.scene(now);
  const wire = format.answer({ path, query, scene }) ?? format.refusal("not_found");
  const broken = withOddities(wire, model);
  if (broken.status === 200) {
    model.lastAnsweredAt = now;
    for (const [metal, said] of scene.metals) {
      if (about !== null && about !== metal) continue;
      const stampedAt = model.fault("undated") === null ? said.at : null;
      model.said[metal] = { at: now, price: said.price, stampedAt };
    }
  }
  const prices = [...scene.metals].filter(([metal]) => about === null || about === metal)
    .map(([metal, { price }]) => `${metal} ${price.toPrecision(6)}`).join(" ");
  const rates = scene.currencies.size > 0 && model.provider.givesFx
    ? ` EUR ${scene.currencies.get("EUR")?.toPrecision(5) ?? "-"}`
    : "";
  return plain(broken, {
    latency,
    words: broken.status === 200 ? prices + rates : `status ${broken.status}`,
  });
}

function metalOfPath(path: string): Metal | null {
  const code = /\/(X(?:AU|AG|PT|PD))(?:\/|$)/.exec(path)?.[1];
  return METALS.find((metal) => METAL_CODES[metal] === code) ?? null;
}

function plain({ status, json, headers }: WireResponse, { latency, words }: Omit<Reply, "answer">): Reply {
  return {
    latency,
    words,
    answer: () =>
      new Response(JSON.stringify(json), {
        status,
        headers: { "content-type": "application/json", ...headers },
      }),
  };
}

const FOREVER = 3_600_000;

function refused(
  how: RefusalName,
  { latency, own }: { readonly latency: number; readonly own: (kind: WireRefusal) => WireResponse },
): Reply {
  const [kind, what = ""] = how.split(" ");
  if (kind === "own") return plain(own(what as WireRefusal), { latency, words: how });
  if (kind === "http") return plain({ status: Number(what), json: {} }, { latency, words: how });
  const html = { "content-type": "text/html" };
  const page = "<!doctype html><title>Just a moment...</title>";
  switch (how) {
    case "timeout":
      return { latency: FOREVER, words: how, answer: () => new Response(null) };
    case "connection reset":
      return {
        latency,
        words: how,
        answer: (): never => {
          throw new TypeError("connection reset");
        },
      };
    case "half an answer":
      return { latency, words: how, answer: () => new Response('{"status":"succ', { status: 200 }) };
    default:
      return {
        latency,
        words: how,
        answer: () => new Response(page, { status: how.endsWith("403") ? 403 : 200, headers: html }),
      };
  }
}

/** Faults of the answer that no wire format has words for. */
function withOddities(wire: WireResponse, model: ProviderModel): WireResponse {
  if (typeof wire.json !== "object" || wire.json === null || Array.isArray(wire.json)) return wire;
  let json = wire.json as Record<string, unknown>;
  if (model.fault("undated") !== null && model.plan.key === "metalpriceapi") {
    const { timestamp: _, ...rest } = json;
    json = rest;
  }
  if (model.fault("odd_entry") !== null) {
    for (const part of ["currencies", "rates"]) {
      const entries = json[part];
      if (typeof entries === "object" && entries !== null) {
        json = { ...json, [part]: { ...entries, ZWL: "n/a" } };
      }
    }
  }
  return { ...wire, json };
}
