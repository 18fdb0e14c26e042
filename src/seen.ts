// What a client has seen: the headers X-Data-Version and X-D1-Bookmark of an earlier answer, sent back so that no answer
// is older. Pure.
import { type Fault, Problem } from './errors.ts';

export interface Seen {
  /** No answer may be of an older version; 0 where the client says nothing. */
  version: number;
  /** A D1 session begins here, so that reads are not older; null where the client says nothing. */
  bookmark: string | null;
}

/** As D1 makes them: four parts of hexadecimal digits, sortable as text. */
const BOOKMARK = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/;
const VERSION = /^\d{1,15}$/;

/** Throws the problem invalid-query where a header is not what an answer gave. */
export function parseSeen(header: (name: string) => string | undefined): Seen {
  const faults: Fault[] = [];
  const parse = (name: string, pattern: RegExp, like: string) => {
    const text = header(name)?.trim();
    if (text === undefined || pattern.test(text)) return text ?? null;
    faults.push({ parameter: name, code: 'bad-type', detail: `Expected ${like}, as an earlier answer gave it.` });
    return null;
  };
  const version = parse('X-Data-Version', VERSION, 'a number');
  const bookmark = parse('X-D1-Bookmark', BOOKMARK, 'a bookmark of D1');
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
  return { version: Number(version ?? 0), bookmark };
}

/** The later of two bookmarks. */
export function laterBookmark(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
