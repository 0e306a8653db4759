import { z } from "zod";
import { StackError } from "../../stack/stack-error.ts";

const Problem = z.looseObject({ message: z.string(), hint: z.string().nullish() });

/** The error for a response that is not what a tool asked for, in the words of the project. */
export function refused(
  path: string,
  { status, text }: { readonly status: number; readonly text: string },
): StackError {
  const problem = Problem.safeParse(jsonOf(text));
  const said = problem.success ? problem.data.message : text.slice(0, 200);
  const hint = problem.success ? problem.data.hint ?? undefined : undefined;
  return new StackError(`${path} answered ${status}: ${said}`, hint === undefined ? {} : { hint });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
