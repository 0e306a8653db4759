import { METAL_CODES } from "../../shared/schemas/metal.ts";
import { ageText } from "../client/age-text.ts";
import { ageSeconds, type Metal, type SpotPrice } from "../client/spot-price.ts";
import { h } from "./element.ts";
import { sparkline } from "./sparkline.ts";
import {
  corroborationInWords,
  localTime,
  METAL_NAMES,
  money,
  signedPercent,
  signOf,
  stateChip,
  UNIT_NAMES,
} from "./words.ts";

/** A metal's price with its change over a day, age and state; a button that shows its chart. */
export interface PriceCard {
  readonly root: HTMLElement;
  /** Null while loading. */
  show(price: SpotPrice | null): void;
  /** Redraws what changes by itself: the age. */
  tick(now: number): void;
  select(isSelected: boolean): void;
}

export function createPriceCard(metal: Metal, onSelect: () => void): PriceCard {
  const state = h("span", { class: "chip state" });
  const price = h("span", { class: "price" }, "0000.00");
  const change = h("span", { class: "change" }, "+0.00 %");
  const meta = h("span", { class: "meta" }, "loading");
  const doubt = h("span", { class: "doubt" });
  let drawing: Element = sparkline([]);
  let shown: SpotPrice | null = null;
  const root = h(
    "button",
    { type: "button", class: `panel card skeleton ${metal}`, "aria-pressed": "false", onclick: onSelect },
    h(
      "span",
      { class: "head" },
      METAL_NAMES[metal],
      h("span", { class: "code" }, METAL_CODES[metal]),
      state,
    ),
    price,
    change,
    meta,
    doubt,
    drawing,
  );
  state.hidden = true;

  function tick(now: number): void {
    if (shown === null) return;
    meta.textContent = ageText(ageSeconds(shown, now));
  }

  return {
    root,
    tick,
    show(next): void {
      shown = next;
      root.classList.toggle("skeleton", next === null);
      if (next === null) return;
      const [word, kind] = stateChip(next);
      state.hidden = false;
      state.className = `chip state ${kind}`;
      state.textContent = word;
      price.textContent = money(next.price, next.currency);
      const isDoubtful = next.corroboratedBy === null || next.stateReason !== null;
      doubt.hidden = !isDoubtful;
      doubt.textContent = next.stateReason ?? corroborationInWords(next);
      showChange(change, next);
      meta.title = `Quoted ${localTime(next.ts)} by ${next.provider}, per ${UNIT_NAMES[next.unit]}`;
      const fresh = sparkline(next.points);
      drawing.replaceWith(fresh);
      drawing = fresh;
    },
    select(isSelected): void {
      root.setAttribute("aria-pressed", String(isSelected));
    },
  };
}

/** Against the first point of the window, which is a day ago at most. */
function showChange(target: HTMLElement, { price, points, currency }: SpotPrice): void {
  const first = points[0]?.open;
  if (first === undefined || points.length < 2) {
    target.className = "change quiet";
    target.textContent = "no history yet";
    return;
  }
  const difference = price - first;
  const share = difference / first;
  target.className = `change num ${difference > 0 ? "up" : difference < 0 ? "down" : "quiet"}`;
  target.title = "Change over the last 24 hours";
  target.replaceChildren(
    h("span", { class: "amount" }, `${signOf(difference)}${money(Math.abs(difference), currency, price)} (`),
    signedPercent(share),
    h("span", { class: "amount" }, ")"),
  );
}
