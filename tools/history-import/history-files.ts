import { join } from "node:path";
import { isRefused, type ReadRow } from "../../shared/history/history-row.ts";
import { readCsv } from "../../shared/history/read-csv.ts";
import { readStackTrackr } from "../../shared/history/read-stacktrackr.ts";
import { StackError } from "../../stack/stack-error.ts";

export interface HistoryFile {
  readonly path: string;
  readonly bytes: number;
  /** Time of its first good row, epoch milliseconds; Infinity without one. */
  readonly firstAt: number;
}

/** The CSV and JSON files of the paths named, folders searched through, oldest prices first. */
export async function findHistoryFiles(paths: readonly string[]): Promise<HistoryFile[]> {
  const found: HistoryFile[] = [];
  for (const path of paths) {
    for (const file of filesBelow(path)) {
      found.push({ path: file, bytes: Deno.statSync(file).size, firstAt: await firstTime(file) });
    }
  }
  if (found.length > 0) return found.sort((a, b) => a.firstAt - b.firstAt || (a.path < b.path ? -1 : 1));
  throw new StackError(`Cannot import ${paths.join(", ")}: there is no .csv or .json file`, {
    hint: "deno task import FILE|FOLDER…",
  });
}

/** The rows of one file in portions; `onBytes` hears how much has been read. */
export async function* readHistoryFile(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<ReadRow[]> {
  if (path.endsWith(".json")) {
    const text = await Deno.readTextFile(path);
    onBytes(text.length);
    yield readStackTrackr(text, path);
    return;
  }
  yield* readCsv(lines(path, onBytes), path);
}

async function* lines(path: string, onBytes: (bytes: number) => void): AsyncGenerator<string[]> {
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256 * 1024);
  let rest = "";
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    onBytes(count);
    const [...chunk] = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split(/\r?\n/);
    rest = chunk.pop() ?? "";
    yield chunk;
  }
  if (rest !== "") yield [rest];
}

async function firstTime(path: string): Promise<number> {
  for await (const rows of readHistoryFile(path)) {
    for (const row of rows) if (!isRefused(row)) return row.at;
  }
  return Infinity;
}

function* filesBelow(path: string): Generator<string> {
  const info = statOf(path);
  if (info.isFile) yield path;
  if (!info.isDirectory) return;
  for (const { name, isDirectory } of [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory) yield* filesBelow(join(path, name));
    else if (/\.(csv|json)$/.test(name)) yield join(path, name);
  }
}

function statOf(path: string): Deno.FileInfo {
  try {
    return Deno.statSync(path);
  } catch (cause) {
    throw new StackError(`Cannot import ${path}: there is no such file or folder`, { cause });
  }
}
