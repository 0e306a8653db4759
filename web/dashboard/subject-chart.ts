/// <reference lib="dom" />
import type { SpotClient } from "../client/spot-client.ts";
import type { Metal } from "../client/spot-price.ts";
import { type ChartChoice, type ChartTitle, createChartPanel } from "./chart-panel.ts";
import type { Preferences } from "./preferences.ts";
import { goldSilverRatio } from "./ratio.ts";
import { errorInWords, METAL_NAMES, money, UNIT_NAMES, WINDOW_NAMES } from "./words.ts";

export type Subject = Metal | "ratio";

export const RATIO_DIGITS = 2;

export interface SubjectChartFacts {
  readonly client: SpotClient;
  readonly preferences: Preferences;
  readonly onChange: (change: Partial<Preferences>) => void;
}

/** The chart of a metal or of the gold/silver ratio, over the window that is chosen on it. */
export interface SubjectChart {
  readonly root: HTMLElement;
  /** True for windows in which a new price shows at once. */
  readonly isShort: boolean;
  draw(subject: Subject): void;
  fail(message: string): void;
  recolour(): void;
  /** Answers that are still on their way are not shown. */
  end(): void;
}

export function createSubjectChart({ client, preferences, onChange }: SubjectChartFacts): SubjectChart {
  let choice: ChartChoice = { window: preferences.window, style: preferences.style };
  let subject: Subject = preferences.metal;
  let asked = 0;
  let shownChart: (() => void) | null = null;
  const chart = createChartPanel(choice, (next) => {
    const isOtherWindow = next.window !== choice.window;
    choice = next;
    onChange({ window: next.window, style: next.style });
    if (isOtherWindow || shownChart === null) void draw();
    else shownChart();
  });

  function titleOf(subject: Subject): ChartTitle {
    const { currency, unit } = preferences;
    const window = WINDOW_NAMES[choice.window];
    return subject === "ratio"
      ? { name: `Gold/silver ratio, ${window}`, unit: "ounces of silver for one of gold" }
      : { name: `${METAL_NAMES[subject]}, ${window}`, unit: `${currency} per ${UNIT_NAMES[unit]}` };
  }

  async function draw(): Promise<void> {
    const question = ++asked;
    shownChart = null;
    const title = titleOf(subject);
    chart.loading(title);
    const metals: readonly Metal[] = subject === "ratio" ? ["gold", "silver"] : [subject];
    const colour = subject === "ratio" ? "--accent" : `--${subject}`;
    const { currency, unit } = preferences;
    try {
      const prices = await client.latest({ metals, currency, unit, window: choice.window });
      // A slow answer must not replace that of a later choice.
      if (question !== asked) return;
      const [first, second] = prices;
      if (first === undefined) return;
      const isRatio = subject === "ratio" && second !== undefined;
      const points = isRatio ? goldSilverRatio(first, second).points : first.points;
      const format = (value: number): string =>
        isRatio ? value.toFixed(RATIO_DIGITS) : money(value, currency, first.price);
      shownChart = () => chart.show({ title, points, colour, format });
      shownChart();
    } catch (error) {
      if (question === asked) chart.fail(errorInWords(error));
    }
  }

  chart.loading(titleOf(subject));
  return {
    root: chart.root,
    get isShort(): boolean {
      return choice.window === "1h" || choice.window === "24h";
    },
    draw(next): void {
      subject = next;
      void draw();
    },
    fail: chart.fail,
    recolour: chart.recolour,
    end(): void {
      asked++;
    },
  };
}
