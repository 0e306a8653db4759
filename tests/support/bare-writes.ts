/**
 * Finds UPDATE and DELETE without WHERE in SQL, with Postgres's own parser. The hosted database loads `safeupdate` for
 * PostgREST, which refuses such statements inside of functions too, and neither npm nor Debian has that extension.
 */
import { loadModule, parsePlPgSQLSync, parseSync } from "libpg-query";

await loadModule();

/** `delete from t` in the function `spot.f`, or `update t` in no function. */
export interface BareWrite {
  readonly place: string;
  readonly statement: string;
}

/** Every UPDATE and DELETE without WHERE: statements, CTEs, bodies of functions and of DO, constant dynamic SQL. */
export function findBareWrites(sql: string): readonly BareWrite[] {
  return statementsOf(sql).flatMap((statement) => [
    ...bareIn(statement.tree, "a statement"),
    ...inBodies(statement),
  ]);
}

interface Statement {
  readonly tree: unknown;
  readonly text: string;
}

/** libpg-query gives places in bytes. */
function statementsOf(sql: string): readonly Statement[] {
  const bytes = new TextEncoder().encode(sql);
  const { stmts = [] } = parseSync(sql);
  return stmts.map(({ stmt, stmt_location: from = 0, stmt_len: length }) => ({
    tree: stmt,
    text: new TextDecoder().decode(bytes.slice(from, length === undefined ? undefined : from + length)),
  }));
}

function inBodies({ tree, text }: Statement): readonly BareWrite[] {
  const definition = field(tree, "CreateFunctionStmt");
  if (definition === undefined) {
    return field(tree, "DoStmt") === undefined ? [] : inPlpgsql(text, "a DO block");
  }
  const names = listOf(field(definition, "funcname")).map((name) => field(field(name, "String"), "sval"));
  const place = names.join(".");
  const language = optionOf(definition, "language");
  if (language === "plpgsql") return inPlpgsql(text, place);
  const body = optionOf(definition, "as");
  // A body of the form BEGIN ATOMIC is part of the tree.
  if (language !== "sql" || body === undefined) return [];
  return statementsOf(body).flatMap((statement) => bareIn(statement.tree, place));
}

function optionOf(definition: unknown, name: string): string | undefined {
  for (const option of listOf(field(definition, "options"))) {
    const element = field(option, "DefElem");
    if (field(element, "defname") !== name) continue;
    const value = field(element, "arg");
    const first = listOf(field(field(value, "List"), "items"))[0] ?? value;
    const text = field(field(first, "String"), "sval");
    if (typeof text === "string") return text;
  }
  return undefined;
}

/** Expressions (modes above 0) cannot hold a writing statement. */
const STATEMENT_MODE = 0;

function inPlpgsql(text: string, place: string): readonly BareWrite[] {
  const found: BareWrite[] = [];
  walk(parsePlPgSQLSync(text), (name, node) => {
    if (name === "PLpgSQL_stmt_dynexecute") found.push(...inDynamic(field(node, "query"), place));
    const query = name === "PLpgSQL_expr" ? field(node, "query") : undefined;
    if (typeof query !== "string" || field(node, "parseMode") !== STATEMENT_MODE) return;
    for (const statement of statementsOf(query)) found.push(...bareIn(statement.tree, place));
  });
  return found;
}

/** Of dynamic SQL only the constant parts are known: each must bring its WHERE. */
function inDynamic(expression: unknown, place: string): readonly BareWrite[] {
  const query = field(field(expression, "PLpgSQL_expr"), "query");
  const found: BareWrite[] = [];
  walk(parseSync(`select ${String(query)}`), (name, node) => {
    const text = name === "sval" ? node : undefined;
    if (typeof text !== "string") return;
    if (/^\s*(update|delete\s+from)\s/i.test(text) && !/\swhere\s/i.test(text)) {
      found.push({ place, statement: `execute '${text}'` });
    }
  });
  return found;
}

function bareIn(tree: unknown, place: string): readonly BareWrite[] {
  const found: BareWrite[] = [];
  walk(tree, (name, node) => {
    if (name !== "UpdateStmt" && name !== "DeleteStmt") return;
    if (field(node, "whereClause") !== undefined) return;
    const relation = field(node, "relation");
    const table = [field(relation, "schemaname"), field(relation, "relname")].filter((part) =>
      part !== undefined
    );
    found.push({
      place,
      statement: `${name === "UpdateStmt" ? "update" : "delete from"} ${table.join(".")}`,
    });
  });
  return found;
}

function walk(node: unknown, visit: (name: string, node: unknown) => void): void {
  if (typeof node !== "object" || node === null) return;
  for (const [name, child] of Object.entries(node)) {
    visit(name, child);
    walk(child, visit);
  }
}

function field(node: unknown, name: string): unknown {
  return typeof node === "object" && node !== null ? (node as Record<string, unknown>)[name] : undefined;
}

function listOf(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}
