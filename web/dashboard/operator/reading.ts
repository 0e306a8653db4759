import { fields } from "../../client/read-prices.ts";
import type { Fields } from "./backend-api.ts";

/** Readers for answers of which every part may be missing: another version may send them. */
export function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

export function text(value: unknown, otherwise = "–"): string {
  if (typeof value === "string" && value !== "") return value.slice(0, 300);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : otherwise;
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** "5 min ago" against the server's own clock; a dash where there is no time. */
export function since(value: unknown, now: unknown): string {
  const ms = Date.parse(text(now)) - Date.parse(text(value));
  if (!Number.isFinite(ms)) return "–";
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 90) return `${Math.round(seconds)} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h ago`
    : `${Math.round(seconds / 86_400)} days ago`;
}

export function bytes(value: unknown): string {
  const size = number(value);
  return size === null ? "–" : `${(size / 1024 / 1024).toFixed(1)} MB`;
}
