import { z } from "zod";
import { engineFor } from "../../shared/engine-for.ts";
import { AppError } from "../../shared/errors.ts";
import { createApp, type Handler } from "../../shared/http/app.ts";
import { createIdentify, requireSecret } from "../../shared/http/auth.ts";
import { clientDigest } from "../../shared/http/client-digest.ts";
import { readRequestBody } from "../../shared/http/read-request-body.ts";
import { limitOf } from "../../shared/http/limit-of.ts";
import { jsonResponse } from "../../shared/http/json-response.ts";
import type { Engine } from "../../shared/providers/engine.ts";
import type { Provider } from "../../shared/providers/provider.ts";
import { providerByKey, PROVIDERS } from "../../shared/providers/registry.ts";
import { runBackfill } from "../../shared/pull/backfill.ts";
import { BACKFILL_PROVIDERS } from "../../shared/pull/backfill-chunks.ts";
import { pullClock } from "../../shared/pull/replay-clock.ts";
import { runPull } from "../../shared/pull/run-pull.ts";
import type { Dependencies } from "../../shared/serve.ts";
import { firstKey } from "../../shared/store/first-key.ts";
import { createStore } from "../../shared/store/store.ts";

const providerKeys = PROVIDERS.map(({ key }) => key);
const Body = z.strictObject({
  trigger: z.enum(["cron", "manual", "replay"]).default("manual"),
  slot: z.iso.datetime({ offset: true, message: "A time with zone like 2026-02-27T14:30:00Z" }).optional(),
  now: z.iso.datetime({ offset: true, message: "A time with zone, only where prices are replayed" })
    .optional(),
  provider: z.enum(providerKeys, { message: `Providers: ${providerKeys.join(", ")}` }).optional(),
  backfill: z.strictObject({
    provider: z.enum(providerKeys, { message: `Providers: ${BACKFILL_PROVIDERS.join(", ")}` }),
    from: z.iso.date("A day like 2026-01-01"),
    to: z.iso.date("A day like 2026-01-31"),
  }).optional(),
});

/** POST prices-pull: pulls the current slot once, however many callers ask. For the secret key only. */
export function createHandler(dependencies: Dependencies): Handler {
  const { environment, fetch, now, sleep, log } = dependencies;
  const identify = createIdentify(environment);
  const key = firstKey(environment.secretKeys);
  const store = createStore({ supabaseUrl: environment.supabaseUrl, key, fetch });
  const engineAt = (clock: () => number): Engine => engineFor(environment, { fetch, now: clock, sleep });

  return createApp({
    slug: "prices-pull",
    log,
    // A replay drives years of slots from one address.
    limit: limitOf(environment, { now, fetch, times: environment.origin === "replayed" ? 0 : 1 }),
    routes: {
      "POST /": async ({ request }) => {
        const caller = await identify(request);
        requireSecret(caller);
        const { provider, now: replayNow, slot, trigger, backfill } = await readRequestBody(request, Body);
        if (backfill !== undefined) {
          const outcome = await runBackfill(backfill, {
            environment,
            store,
            engine: engineAt(now),
            now,
            sleep,
          });
          return jsonResponse({ ...outcome, status: outcome.state });
        }
        const forced = provider === undefined ? null : providerByKey(provider);
        if (slot !== undefined && environment.origin !== "replayed") assertCurrent(slot, now());
        const clock = await pullClock(replayNow, { environment, fetch, now });
        // A pull of one provider has a slot of its own, so that it need not wait for the next one.
        const ownSlot = slot ?? (forced === null ? undefined : slotOf(forced, clock.now()));
        const outcome = await runPull({
          trigger,
          client: clientDigest(request.headers, { caller, key }),
          ...(ownSlot === undefined ? {} : { slot: ownSlot }),
          ...(clock.startsAt === undefined ? {} : { now: clock.startsAt }),
          ...(forced === null ? {} : { provider: forced }),
        }, { environment, store, engine: engineAt(clock.now), now: clock.now, sleep, log });
        if (!outcome.claimed) return jsonResponse({ ...outcome, status: outcome.reason });
        return jsonResponse({ ...outcome, status: "done" });
      },
    },
  });
}

const CURRENT_MS = 10 * 60 * 1000;

/** Quotes of now are no prices of another time; only a replay, which brings its own clock, may name any slot. */
function assertCurrent(slot: string, now: number): void {
  const age = now - Date.parse(slot);
  if (age >= 0 && age <= CURRENT_MS) return;
  throw new AppError("INPUT_BAD_VALUE", "Cannot pull this slot: it is not current", {
    hint: "A slot may begin up to ten minutes ago; leave it out for the current one",
  });
}

/** One a second and provider: its place in the registry is the millisecond, so that two providers do not meet. */
function slotOf(provider: Provider, now: number): string {
  return new Date(Math.floor(now / 1000) * 1000 + PROVIDERS.indexOf(provider)).toISOString();
}
