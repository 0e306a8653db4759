import type { App } from "./app-globals.ts";

/**
 * Lets the app's own sync read its feed from the backend too (the layouts of the function feed), and gives back how
 * to undo that. v3.33 asks one address after the other, so ours comes first; v3.36 asks all at once for prices but
 * one after the other for files that we do not have, so ours comes last.
 */
export function offerFeed(feedUrl: string, { feedV1, feedV2 }: App): () => void {
  const v1 = `${feedUrl}/hourly`;
  const v2 = feedUrl;
  if (feedV1 !== null && !feedV1.includes(v1)) feedV1.unshift(v1);
  if (feedV2 !== null && !feedV2.includes(v2)) feedV2.push(v2);
  return (): void => {
    remove(feedV1, v1);
    remove(feedV2, v2);
  };
}

function remove(list: string[] | null, item: string): void {
  const at = list?.indexOf(item) ?? -1;
  if (at >= 0) list?.splice(at, 1);
}
