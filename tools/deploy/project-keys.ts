import { z } from "zod";
import { StackError } from "../../stack/stack-error.ts";

/** The keys of a project that a deployment needs. */
export interface ProjectKeys {
  readonly publishable: string;
  readonly secret: string;
}

const Keys = z.array(
  z.object({ name: z.string(), type: z.string().nullish(), api_key: z.string().nullish() }),
);
const Answer = z.union([Keys, z.object({ keys: Keys }).transform(({ keys }) => keys)]);

/**
 * Picks keys from what `supabase projects api-keys --reveal` prints: keys of the new kind, else legacy ones.
 *
 * @throws StackError where the project has neither
 */
export function keysOf(printed: string): ProjectKeys {
  const keys = parse(printed);
  function find(wanted: (key: z.infer<typeof Keys>[number]) => boolean): string | undefined {
    return keys.find((key) => wanted(key) && key.api_key)?.api_key ?? undefined;
  }
  const publishable = find(({ type }) => type === "publishable") ?? find(({ name }) => name === "anon");
  const secret = find(({ type, name }) => type === "secret" && name === "default") ??
    find(({ type }) => type === "secret") ?? find(({ name }) => name === "service_role");
  if (publishable !== undefined && secret !== undefined) return { publishable, secret };
  throw new StackError("Cannot deploy: the project has no publishable or no secret key", {
    hint: "Make them in the dashboard, Settings, API keys",
  });
}

function parse(printed: string): z.infer<typeof Keys> {
  try {
    return Answer.parse(JSON.parse(printed));
  } catch {
    // The text holds keys: it must not become part of a message.
    throw new StackError(
      "Cannot read the keys of the project: the CLI printed something else than expected",
      {
        hint: "Set SPOT_SECRET_KEY and SPOT_PUBLISHABLE_KEY instead",
      },
    );
  }
}
