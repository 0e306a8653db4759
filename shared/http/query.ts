import type { ZodError, ZodType } from "zod";
import { AppError, type ErrorCode } from "../errors.ts";

export interface QueryRules<T> {
  /** Strict object of string-valued parameters. */
  readonly schema: ZodType<T>;
  readonly allowed: readonly string[];
  /** Parameters whose values are read in lower case, however they are written. */
  readonly anyCase?: readonly string[];
  /** Which code a bad value of a parameter has; INPUT_BAD_VALUE where none is named. */
  readonly codes?: Readonly<Record<string, ErrorCode>>;
}

/** Five hundred times with zone, percent-decoded. */
const LONGEST_VALUE = 16_384;

/**
 * Reads the query string of a request.
 *
 * @throws AppError INPUT_UNKNOWN_PARAMETER, INPUT_BAD_VALUE or the code of the parameter, saying what is allowed
 */
export function readQuery<T>(url: URL, rules: QueryRules<T>): T {
  const values: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (!rules.allowed.includes(name)) {
      throw new AppError("INPUT_UNKNOWN_PARAMETER", `Cannot read parameter ${quoted(name)}: it is unknown`, {
        hint: `Parameters: ${rules.allowed.join(", ")}`,
      });
    }
    if (Object.hasOwn(values, name)) {
      throw new AppError("INPUT_BAD_VALUE", `Cannot read parameter ${quoted(name)}: it is given twice`);
    }
    if (value.length > LONGEST_VALUE) {
      throw new AppError("INPUT_BAD_VALUE", `Cannot read parameter ${quoted(name)}: it is too long`, {
        hint: `At most ${LONGEST_VALUE} characters`,
      });
    }
    values[name] = rules.anyCase?.includes(name) ? value.toLowerCase() : value;
  }
  const read = rules.schema.safeParse(values);
  if (read.success) return read.data;
  throw refusal(read.error, { values, codes: rules.codes ?? {} });
}

function refusal(
  error: ZodError,
  { values, codes }: { values: Record<string, string>; codes: Readonly<Record<string, ErrorCode>> },
): AppError {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? "");
  const value = values[name];
  const what = value === undefined ? "it is missing" : `the value ${quoted(value)} is not allowed`;
  return new AppError(codes[name] ?? "INPUT_BAD_VALUE", `Cannot read parameter ${quoted(name)}: ${what}`, {
    hint: issue?.message ?? null,
  });
}

/** Shortened and quoted, so that a message stays one short line whatever was sent. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
