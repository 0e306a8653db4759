import type { BudgetSettings } from "./budget-settings.ts";
import { isAbout, isResting, isRich, mostOverdueFirst, overdue, type Pace } from "./pace.ts";

export interface Company {
  readonly asked: readonly Pace[];
  /** Due as well, but enough families are asked already. */
  readonly crowdedOut: ReadonlySet<Pace>;
}

/**
 * The providers that can be asked often, most overdue first, until enough families are together. When one of them is
 * due, those that are half due come along: a pull of two families says more than two pulls of one, and the call that
 * comes early is won back by a longer pace.
 */
export function askedTogether(
  free: readonly Pace[],
  { settings, already }: { readonly settings: BudgetSettings; readonly already: readonly Pace[] },
): Company {
  const rich = free.filter((pace) => isRich(pace, settings) && !already.includes(pace) && !isResting(pace));
  const isDue = (pace: Pace): boolean => isAbout(pace.interval, pace.since, settings);
  const families = new Set(already.filter(isSpot).map(({ provider }) => provider.family));
  const asked: Pace[] = [];
  const crowdedOut = new Set<Pace>();
  if (!rich.some(isDue)) return { asked, crowdedOut };
  for (const pace of mostOverdueFirst(rich.filter((one) => isDue(one) || overdue(one) >= 0.5))) {
    if (families.size >= settings.familiesWanted && !families.has(pace.provider.family)) crowdedOut.add(pace);
    else asked.push(pace);
    if (!crowdedOut.has(pace) && isSpot(pace)) families.add(pace.provider.family);
  }
  return { asked, crowdedOut };
}

function isSpot({ provider }: Pace): boolean {
  return provider.kind === "spot";
}
