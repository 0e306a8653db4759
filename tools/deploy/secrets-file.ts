import { parseEnvText, PROVIDER_KEYS } from "../../stack/config/environment.ts";

/** Names that the functions read; everything else in a file of secrets stays at home. */
const WANTED: readonly string[] = [...PROVIDER_KEYS, "FETCH_INTERVAL", "RATE_LIMIT"];

export interface FileOfSecrets {
  /** Values by name, without those that are empty. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Names in the file that the functions do not read. */
  readonly ignored: readonly string[];
}

/** Pure. */
export function readSecrets(text: string): FileOfSecrets {
  const entries = Object.entries(parseEnvText(text)).filter(([, value]) => value.trim() !== "");
  return {
    secrets: Object.fromEntries(entries.filter(([name]) => WANTED.includes(name))),
    ignored: entries.map(([name]) => name).filter((name) => !WANTED.includes(name)).sort(),
  };
}

/** The same as a file that the CLI reads. */
export function secretsText(secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`).join("");
}
