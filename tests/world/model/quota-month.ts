/** Begin (epoch ms) of the month that holds a time, where months begin on a day and hour (UTC) of the provider's own. */
export function quotaMonthOf(
  { day, hour }: { readonly day: number; readonly hour: number },
  now: number,
): number {
  const date = new Date(now);
  const begin = (month: number): number => Date.UTC(date.getUTCFullYear(), month, day, hour);
  const own = begin(date.getUTCMonth());
  return own <= now ? own : begin(date.getUTCMonth() - 1);
}
