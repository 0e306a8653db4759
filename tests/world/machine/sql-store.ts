import postgres from "postgres";
import type { Sql } from "postgres";
import { AppError, ERROR_STATUS, type ErrorCode } from "../../../shared/errors.ts";
import type { Store } from "../../../shared/store/store.ts";

/**
 * The Store without PostgREST: the public functions, called as the roles that PostgREST would take, with its search path
 * and time limits. A pull takes a third of the time; what PostgREST does is the matter of the HTTP tests.
 *
 * Left out: the extension safeupdate (npm's Postgres has none) and the transaction around each call that sets the role.
 */
export async function openSqlStore(
  url: string,
  { role, now }: { readonly role: "anon" | "service_role"; readonly now: () => number },
): Promise<Store & { readonly sql: Sql; end(): Promise<void> }> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false });
  // What the hosted project gives: the limit of the role for anon, that of authenticator for the service.
  await sql.unsafe(
    `set role ${role}; set search_path = public, extensions;
     set statement_timeout = '${role === "anon" ? "3s" : "8s"}'; set timezone = 'UTC'; set jit = off`,
  );
  const signatures = await readSignatures(sql);
  let told: number | null = null;

  async function ask(name: string, parameters: Readonly<Record<string, unknown>>): Promise<string> {
    const types = signatures.get(name);
    if (types === undefined) throw new Error(`the database has no function public.${name}`);
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const places = given.map(([key], index) => `"${key}" => ${placeOf(types.get(key), index + 1)}`);
    const values = given.map(([key, value]) => textOf(types.get(key), value));
    const time = now();
    // Sent together: one way to the database and back.
    const tick = time === told
      ? null
      : sql`select set_config('world_clock.now', ${new Date(time).toISOString()}, false)`.execute();
    told = time;
    const query = sql.unsafe<{ answer: string | null }[]>(
      `select public."${name}"(${places.join(", ")})::text as answer`,
      values,
      { prepare: true },
    );
    try {
      const [rows] = await Promise.all([query, tick]);
      return rows[0]?.answer ?? "";
    } catch (error) {
      throw refusal(error);
    }
  }

  return {
    sql,
    async call(name, parameters): Promise<unknown> {
      const text = await ask(name, parameters);
      return text === "" ? null : JSON.parse(text);
    },
    read: ask,
    end: () => sql.end({ timeout: 1 }),
  };
}

type Signatures = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function readSignatures(sql: Sql): Promise<Signatures> {
  const rows = await sql<{ name: string; argument: string; type: string }[]>`
    select proname::text as name, argument.name as argument, pg_catalog.format_type(argument.type, null) as type
    from pg_catalog.pg_proc
    cross join lateral unnest(proargnames, proargtypes::oid[]) as argument (name, type)
    where pronamespace = 'public'::regnamespace and argument.type is not null`;
  const signatures = new Map<string, Map<string, string>>();
  for (const { name, argument, type } of rows) {
    const types = signatures.get(name) ?? new Map<string, string>();
    types.set(argument, type);
    signatures.set(name, types);
  }
  const bare = await sql<{ name: string }[]>`
    select proname::text as name from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace and pronargs = 0`;
  for (const { name } of bare) signatures.set(name, new Map());
  return signatures;
}

/** Every value travels as text, as it does over HTTP. */
function placeOf(type: string | undefined, place: number): string {
  if (type === undefined) throw new Error("the function has no such parameter");
  if (type.endsWith("[]")) {
    return `array(select jsonb_array_elements_text($${place}::text::jsonb))::${type}`;
  }
  return `$${place}::text::${type}`;
}

function textOf(type: string | undefined, value: unknown): string | null {
  if (value === null) return null;
  if (type === "jsonb" || type === "json" || type?.endsWith("[]")) return JSON.stringify(value);
  return String(value);
}

function refusal(error: unknown): unknown {
  if (!(error instanceof postgres.PostgresError)) return error;
  if (error.code !== "PGRST") {
    return new AppError("STORE_REFUSED", `Cannot use the database: ${error.code} ${error.message}`, {
      details: error.where ?? null,
      cause: error,
    });
  }
  const { code, message, details, hint } = JSON.parse(error.message) as Record<string, string | null>;
  if (code === undefined || code === null || !isErrorCode(code)) return error;
  return new AppError(code, message ?? "", { details: details ?? null, hint: hint ?? null });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code);
}
