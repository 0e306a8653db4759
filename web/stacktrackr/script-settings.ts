/// <reference lib="dom" />
import { LOCAL_URLS } from "../client/address.ts";

/** The same names as data- attributes of the script tag or fields of the global STACKTRACKR_PRICES. */
export interface ScriptSettings {
  readonly urls: readonly string[];
  readonly key: string | null;
  readonly badge: boolean;
  /** How soon an outage is noticed, in seconds; 60 unless told otherwise, 5 at least. */
  readonly checkSeconds: number;
  /** Simulated and replayed prices are for trying things out; they enter the app only when told so. */
  readonly allowSimulated: boolean;
}

const DEFAULT_CHECK = 60;
const SHORTEST_CHECK = 5;

declare global {
  var STACKTRACKR_PRICES: Readonly<Record<string, unknown>> | undefined;
}

/** Must run while the script itself runs: later nobody knows which tag it was. */
export function readScriptSettings(): ScriptSettings {
  const data = document.currentScript instanceof HTMLScriptElement ? document.currentScript.dataset : {};
  const given: Readonly<Record<string, unknown>> = { ...data, ...globalThis.STACKTRACKR_PRICES };
  const url = textOf(given["url"]);
  return {
    urls: url === null ? localUrls() : url.split(/[\s,]+/).filter((part) => URL.canParse(part)),
    key: textOf(given["key"]),
    checkSeconds: Math.max(SHORTEST_CHECK, Number(given["checkSeconds"]) || DEFAULT_CHECK),
    badge: given["badge"] !== "off" && given["badge"] !== false,
    allowSimulated: isOn(given["allowSimulated"]),
  };
}

/** A public page must not look into its visitors' own machines; browsers ask for permission by now. */
function localUrls(): readonly string[] {
  const { protocol, hostname } = globalThis.location;
  const isLocal = protocol === "file:" || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return isLocal ? LOCAL_URLS : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** `data-allow-simulated` alone is an empty text. */
function isOn(value: unknown): boolean {
  return value === true || value === "" || value === "true";
}
