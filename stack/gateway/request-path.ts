/** Path and query of a request, both as text; the query with its "?" or empty. */
export interface RequestPath {
  readonly path: string;
  readonly search: string;
}

/** What the URL parser would change: dot segments in any spelling, backslashes, fragments. */
const NEEDS_PARSER = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)|[\\#]/i;

/**
 * The one reading of the path, for matching and for passing on. Dot segments are resolved, encoded slashes stay
 * encoded and never separate segments. Plain paths are cut out as text: parsing costs more than answering.
 */
export function requestPath(url: string): RequestPath {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const question = url.indexOf("?", start);
  const path = start === -1 ? "" : url.slice(start, question === -1 ? undefined : question);
  if (path === "" || NEEDS_PARSER.test(path) || url.includes("#")) {
    const { pathname, search } = new URL(url);
    return { path: pathname, search };
  }
  const search = question === -1 ? "" : url.slice(question);
  return { path, search: search === "?" ? "" : search };
}
