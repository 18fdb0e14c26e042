// An export as text, piece by piece as it is wanted: a head, the rows, and a last line that says that all of them were
// written, or where the rest is. What fails is thrown on: an export without its last line is not whole.
import { selectDataState } from '../../db/state.ts';
import { toCursor } from '../../query/cursor.ts';
import type { Seal } from '../../query/seal.ts';
import type { Start } from '../../query/start.ts';
import type { Version } from '../../version.ts';
import { ROWS_AT_ONCE, readChunks } from './chunks.ts';
import { toJsonLine, toWriter } from './csv.ts';
import type { Source } from './source.ts';

/** D1 answers 1,000 queries to one invocation (developers.cloudflare.com/d1/platform/limits): what a last chunk may take is left. */
export const MOST_QUERIES = 900;

export interface Manner {
  format: 'csv' | 'ndjson';
  /** Whether text is left as it is where a spreadsheet would take it for a formula. */
  isRaw: boolean;
  /** Whether a byte order mark comes first, by which Excel knows UTF-8. */
  hasMark: boolean;
}

export interface Beginning {
  start: Start;
  /** Whether this is the rest of an export: its head was written before. */
  isRest: boolean;
  /** How many rows were written before. */
  rows: number;
  /** The data version when the export began. */
  started: Version;
}

export interface Ending {
  seal: Seal;
  /** Path and query of the rest of the export. */
  toLink: (place: string) => string;
  mostQueries?: number;
  rowsAtOnce?: number;
}

const MARK = '\ufeff';

export async function* writeExport(
  source: Source,
  { format, isRaw, hasMark }: Manner,
  { start, isRest, started, ...before }: Beginning,
  { seal, toLink, mostQueries = MOST_QUERIES, rowsAtOnce = ROWS_AT_ONCE }: Ending,
): AsyncGenerator<string, void> {
  const { query, database } = source;
  const { head, isNamed, toContactLine } = toWriter(format, query.fields, { isRaw });
  let { rows } = before;
  if (!isRest && (hasMark || head)) yield (hasMark ? MARK : '') + head;
  for await (const { found, next } of ahead(readChunks({ ...source, isNamed }, start, rowsAtOnce))) {
    rows += found.length;
    if (found.length > 0) yield found.map(({ contact }) => toContactLine(contact)).join('');
    if (next !== null && database.spent.queries >= mostQueries) {
      yield toNextLine(format, toLink(toCursor(query, { direction: 'forward', start: next, rank: rows }, seal)));
      return;
    }
  }
  const [{ version }] = await database.run(selectDataState);
  yield toEndLine(format, { rows, version, started });
}

function toEndLine(format: Manner['format'], end: { rows: number; version: Version; started: Version }): string {
  if (format === 'ndjson') return toJsonLine({ '#end': end });
  const said = Object.entries(end).map(([name, value]) => `${name}=${value}`);
  return `${['#end', ...said].join(',')}\r\n`;
}

/** A comma would begin another cell: in an address it may as well be encoded. */
function toNextLine(format: Manner['format'], link: string): string {
  if (format === 'ndjson') return toJsonLine({ '#next': link });
  return `#next,${link.replaceAll(',', '%2C').replaceAll('"', '%22')}\r\n`;
}

/** The same items, the next of which is made while the one before it is used; never more than that one. */
async function* ahead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const prepare = () => {
    const item = items.next();
    item.catch(() => {}); // it is thrown where it is awaited
    return item;
  };
  for (let item = await prepare(); !item.done; ) {
    const following = prepare();
    yield item.value;
    item = await following;
  }
}
