/// <reference lib="dom" />
import type { SpotPrice } from "../client/spot-price.ts";
import { notesOn, worstOf } from "./worst-price.ts";

const ID = "stacktrackrPricesBadge";
const REDRAW_MS = 5000;
const GOOD = "#1a9c5b";
const DOUBTFUL = "#d08700";

export interface Badge {
  show(prices: readonly SpotPrice[]): void;
  hide(): void;
}

/**
 * "Enhanced API Active" with the age and state of the price that is worst off. It takes colours and font from where it stands,
 * so it fits every theme of the app; nothing of it stays in the page while hidden.
 */
export function createBadge(now: () => number): Badge {
  let timer: ReturnType<typeof setInterval> | null = null;
  let parts: Parts | null = null;
  let shown: readonly SpotPrice[] = [];

  function draw(): void {
    if (parts === null) return;
    const worst = worstOf(shown, now());
    const isGood = worst.state === "fresh" || worst.state === "carried";
    parts.dot.style.background = isGood && worst.corroboratedBy !== null ? GOOD : DOUBTFUL;
    parts.age.textContent = `· ${notesOn(worst, now()).join(", ")}`;
    parts.root.title = [`Prices from your own backend (${worst.provider})`, worst.stateReason ?? ""].join(" ")
      .trim();
  }

  return {
    show(prices): void {
      shown = prices;
      if (prices.length === 0) return;
      parts ??= build();
      draw();
      timer ??= setInterval(draw, REDRAW_MS);
    },
    hide(): void {
      if (timer !== null) clearInterval(timer);
      timer = null;
      parts?.root.remove();
      parts = null;
    },
  };
}

interface Parts {
  readonly root: HTMLElement;
  readonly dot: HTMLElement;
  readonly age: HTMLElement;
}

function build(): Parts {
  const root = element("span", {
    display: "inline-flex",
    alignItems: "center",
    gap: ".4em",
    marginInlineStart: ".5em",
    padding: ".15em .6em",
    border: "1px solid currentColor",
    borderRadius: "1em",
    color: "inherit",
    font: "inherit",
    fontSize: ".75rem",
    lineHeight: "1.4",
    whiteSpace: "nowrap",
  });
  root.id = ID;
  const dot = element("span", { width: ".55em", height: ".55em", borderRadius: "50%", flex: "none" });
  dot.setAttribute("aria-hidden", "true");
  // Only the words are a status: a changing age would be read out every few seconds.
  const words = element("span", {});
  words.setAttribute("role", "status");
  const age = element("span", { fontVariantNumeric: "tabular-nums" });
  root.append(dot, words, age);
  place(root);
  // Filled after it is in the page: that is when a status is announced.
  words.textContent = "Enhanced API Active";
  return { root, dot, age };
}

/** Beside the badges that the app has, else in a corner. */
function place(root: HTMLElement): void {
  const neighbour = document.getElementById("envBadge") ?? document.getElementById("apiHealthBadge");
  if (neighbour !== null) return neighbour.after(root);
  Object.assign(root.style, {
    position: "fixed",
    insetInlineEnd: "1rem",
    insetBlockEnd: "1rem",
    zIndex: "1000",
    background: "Canvas",
    color: "CanvasText",
  });
  document.body.append(root);
}

function element(tag: string, style: Partial<CSSStyleDeclaration>): HTMLElement {
  const made = document.createElement(tag);
  Object.assign(made.style, style);
  return made;
}
