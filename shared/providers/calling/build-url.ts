import { ProviderError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import type { Provider, UpstreamRequest } from "../provider.ts";

/**
 * The address of one request: https, the provider's own host, the path exactly as the adapter wrote it (a path
 * that the URL rules would rewrite, such as one with dot segments, is refused), and the key where it goes into
 * the query.
 *
 * @throws ProviderError `bad_request`
 */
export function buildUrl(
  provider: Provider,
  { request, key }: { request: UpstreamRequest; key: Secret | null },
): URL {
  const base = new URL(provider.baseUrl);
  const url = new URL(provider.baseUrl + request.path);
  const path = base.pathname.replace(/\/$/, "") + request.path;
  const isOwn = url.protocol === "https:" && url.origin === base.origin && url.username === "" &&
    url.password === "";
  if (!isOwn || url.pathname !== path || !request.path.startsWith("/")) {
    throw new ProviderError(`Cannot ask ${provider.key}: the path leaves its own address`, {
      provider: provider.key,
      failure: "bad_request",
    });
  }
  for (const [name, value] of Object.entries(request.query)) url.searchParams.set(name, value);
  if (provider.auth.in === "query" && key !== null) url.searchParams.set(provider.auth.name, key.reveal());
  return url;
}

/**
 * Sends every request to a stand-in that serves all providers: https://host/path becomes base/host/path. For the
 * simulator and the replay.
 */
export function routeTo(base: string): (url: URL) => URL {
  const root = base.replace(/\/+$/, "");
  return (url) => new URL(`${root}/${url.host}${url.pathname}${url.search}`);
}
