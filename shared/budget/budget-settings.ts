/** Settings of the planner. */
export interface BudgetSettings {
  /** Distance of two pulls. */
  readonly fetchIntervalSeconds: number;
  /** Part of the month's quota kept back for failover and retries; it melts away towards the end of the month. */
  readonly reserveShare: number;
  /** A provider that could be asked this often on its own is asked together with others; slower ones take turns. */
  readonly richCadenceSeconds: number;
  /** No more families than this are asked in one pull. */
  readonly familiesWanted: number;
}

export const DEFAULT_BUDGET_SETTINGS: BudgetSettings = {
  fetchIntervalSeconds: 300,
  reserveShare: 0.1,
  richCadenceSeconds: 900,
  familiesWanted: 3,
};
