// The client version: what a client has seen, by the headers X-Data-Version and X-D1-Bookmark of an earlier answer, sent
// back so that no answer is older. Pure.
import { type Fault, Problem } from '../problem.ts';
import { epochOf, NO_VERSION, parseVersion, type Version } from '../version.ts';

export interface ClientVersion {
  /** No answer may be of an older version; NO_VERSION where the client does not say. */
  version: Version;
  /** A D1 session begins here, so that reads are not older; null where the client does not say, or what it says is undone. */
  bookmark: string | null;
  /** The client has seen something, and what it says does not tell of which version: only the primary is new enough. */
  isUnclear: boolean;
}

/** As D1 makes them: four parts of hexadecimal digits, sortable as text. */
const BOOKMARK = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/;
/** What earlier releases gave for a version: it does not say of which epoch. */
const NUMBER = /^\d{1,15}$/;

/**
 * A bookmark counts only beside its version, which says whether it was undone. Throws the problem invalid-query where a
 * header is not what an answer gave.
 */
export function parseClientVersion(header: (name: string) => string | undefined): ClientVersion {
  const faults: Fault[] = [];
  const parse = (name: string, isRight: (text: string) => boolean, like: string) => {
    const text = header(name)?.trim();
    if (text === undefined || isRight(text)) return text ?? null;
    faults.push({ parameter: name, code: 'bad-type', detail: `Expected ${like}, as an earlier answer gave it.` });
    return null;
  };
  const isVersion = (text: string) => parseVersion(text) !== null || NUMBER.test(text);
  const given = parse('X-Data-Version', isVersion, 'a data version');
  const bookmark = parse('X-D1-Bookmark', (text) => BOOKMARK.test(text), 'a bookmark of D1');
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
  const version = parseVersion(given);
  if (version) return { version, bookmark, isUnclear: false };
  return { version: NO_VERSION, bookmark: null, isUnclear: given !== null || bookmark !== null };
}

/** Whether what the client has seen is of an epoch before that of the version. */
export function isUndone({ version }: ClientVersion, by: Version): boolean {
  return version !== NO_VERSION && epochOf(version) < epochOf(by);
}

/** The later of two bookmarks. */
export function laterBookmark(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
