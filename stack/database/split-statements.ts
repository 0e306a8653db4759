/**
 * Cuts SQL text into statements the way the Supabase CLI does for its migration history: at semicolons outside of
 * quotes, comments, dollar quotes and `begin atomic … end` bodies. Comments stay with the statement that follows.
 */
export function splitStatements(text: string): readonly string[] {
  return locateStatements(text).map((statement) => statement.text);
}

/** A statement and the line on which its first word or comment stands, counted from 1. */
export interface LocatedStatement {
  readonly text: string;
  readonly line: number;
}

/** As `splitStatements`, with lines. */
export function locateStatements(text: string): readonly LocatedStatement[] {
  const statements: LocatedStatement[] = [];
  let start = 0;
  let position = 0;
  let atomicDepth = 0;
  while (position < text.length) {
    const end = skipToken(text, position);
    const token = text.slice(position, end);
    if (token === ";" && atomicDepth === 0) {
      push(statements, text, { start, end: position });
      start = end;
    } else {
      atomicDepth = nextDepth(atomicDepth, token, text.slice(start, position));
    }
    position = end;
  }
  push(statements, text, { start, end: text.length });
  return statements;
}

function push(
  statements: LocatedStatement[],
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  const piece = text.slice(start, end);
  const statement = piece.trim();
  if (statement === "") return;
  const begin = start + piece.indexOf(statement);
  statements.push({ text: statement, line: text.slice(0, begin).split("\n").length });
}

/** Where the token that begins at `position` ends: a quoted text, a comment, a word, or one character. */
function skipToken(text: string, position: number): number {
  const rest = text.slice(position, position + 128);
  if (rest.startsWith("--")) return endOf(text, "\n", position);
  if (rest.startsWith("/*")) return endOfBlockComment(text, position);
  if (rest[0] === "'") return endOfQuote(text, position, "'");
  if (rest[0] === '"') return endOfQuote(text, position, '"');
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(rest)?.[0];
  if (tag !== undefined) return endOf(text, tag, position + tag.length);
  const word = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/.exec(rest)?.[0];
  if (word === undefined) return position + 1;
  // E'…' is the only quote in which a backslash hides the next character.
  const quote = position + word.length;
  if (word.toLowerCase() === "e" && text[quote] === "'") return endOfEscapeQuote(text, quote);
  return quote;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

function endOfQuote(text: string, position: number, quote: string): number {
  let end = position;
  do end = endOf(text, quote, end + 1); while (text[end] === quote);
  return end;
}

function endOfEscapeQuote(text: string, position: number): number {
  const closing = /^'(?:[^'\\]|\\[\s\S]|'')*'/.exec(text.slice(position));
  return closing === null ? text.length : position + closing[0].length;
}

function endOfBlockComment(text: string, position: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = position;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function nextDepth(depth: number, token: string, before: string): number {
  const word = token.toLowerCase();
  if (word === "atomic" && /\bbegin\s+$/i.test(before)) return depth + 1;
  if (depth > 0 && word === "case") return depth + 1;
  return depth > 0 && word === "end" ? depth - 1 : depth;
}
