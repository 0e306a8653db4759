import { finishFeedFile } from "../../shared/feed/finish-feed-file.ts";
import { feedFileAt } from "../../shared/feed/feed-file.ts";
import { createApp, type Handler } from "../../shared/http/app.ts";
import { createIdentify } from "../../shared/http/auth.ts";
import { limitOf } from "../../shared/http/limit-of.ts";
import { createResponseCache } from "../../shared/read/response-cache.ts";
import { sendFinished } from "../../shared/read/send-finished.ts";
import { publishCacheCounts } from "../../shared/read/cache-counts.ts";
import { createMemoryRoute } from "../../shared/read/memory-route.ts";
import type { Dependencies } from "../../shared/serve.ts";
import { firstKey } from "../../shared/store/first-key.ts";
import { createStore } from "../../shared/store/store.ts";

/** A first load of StackTrackr asks for 168 hourly files. */
const READS_PER_WRITE = 20;
const SLUG = "feed";

/** GET feed: the files that StackTrackr reads from its own feed, made from the database. For anyone. */
export function createHandler({ environment, fetch, now, log }: Omit<Dependencies, "sleep">): Handler {
  const identify = createIdentify(environment);
  const store = createStore({
    supabaseUrl: environment.supabaseUrl,
    key: firstKey(environment.publishableKeys),
    fetch,
    timeoutMs: 5000,
  });
  // What stands in while the database is away says by its own generated_at how old it is.
  const cache = createResponseCache({ now, markStale: (answer) => answer });
  publishCacheCounts(SLUG, cache.counts);
  const memory = createMemoryRoute({ cache, environment, now });

  return createApp({
    slug: SLUG,
    log,
    limit: limitOf(environment, { now, fetch, times: READS_PER_WRITE }),
    fast: memory.fast,
    routes: {
      "GET /*": async ({ request, url }) => {
        await identify(request);
        const path = url.pathname.slice(url.pathname.indexOf(`/${SLUG}`) + SLUG.length + 1);
        // A query is no part of a file's name; clients add one to get around caches.
        const file = feedFileAt(path, now());
        const found = await cache.get(
          path,
          async () => finishFeedFile(await store.read(file.rpc, file.parameters), file),
        );
        memory.remember(request, path);
        return sendFinished(request, { ...found, now: now() });
      },
    },
  });
}
