import { AppError } from "../errors.ts";

const HINT = 'Read the configuration and send its ETag, for example If-Match: "3"';

/** The entity tag of a version of the configuration. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that the sender of a change has read.
 *
 * @throws AppError INPUT_VERSION_MISSING where none is named ("*" would overwrite what was never read),
 *   INPUT_VERSION_CONFLICT for a tag that no version of the configuration has
 */
export function expectedVersion(headers: Headers): number {
  const tag = headers.get("if-match")?.trim() ?? "";
  if (tag === "" || tag === "*") {
    throw new AppError("INPUT_VERSION_MISSING", "Cannot change the settings: no version was named", {
      hint: HINT,
    });
  }
  const version = /^"(\d{1,9})"$/.exec(tag)?.[1];
  if (version === undefined) {
    throw new AppError("INPUT_VERSION_CONFLICT", "Cannot change the settings: If-Match names no version", {
      hint: HINT,
    });
  }
  return Number(version);
}
