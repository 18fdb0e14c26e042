// A list in, its pages as a client walks them out: the first four, the last, and back from that one; each with all that
// its request sets off in the database, behind the answer too. Nothing is cached, so each page counts its total anew.
import type { Metered } from './meter.ts';
import { openWorker } from './worker.ts';

/** In the order in which they are asked for. */
export const WALKED = ['first', 'second', 'third', 'fourth', 'last', 'before last'] as const;

export interface WalkedPage {
  search: string;
  page: (typeof WALKED)[number];
  rowsRead: number;
  milliseconds: number;
  /** What each statement read. */
  statements: number[];
}

interface Answer {
  page: { next: string | null; prev: string | null };
}

const EMPTY_KV = { get: async () => null, put: async () => {} } as unknown as KVNamespace;

/** The function that walks lists on this database. Throws where an answer is not a list. */
export function openWalker(database: D1Database): (search: string) => Promise<WalkedPage[]> {
  const { ran, send } = openWorker(database, EMPTY_KV, 'bench');

  return async (search) => {
    const pages: WalkedPage[] = [];
    const visit = async (name: WalkedPage['page'], cursor: string | null | undefined) => {
      if (!cursor && name !== 'first') return null;
      const asked = cursor ? `${search}&cursor=${cursor}` : search;
      ran.length = 0;
      const { status, text } = await send(`/v1/contacts?${asked}`);
      if (status !== 200) throw new Error(`${asked}: ${status} ${text}`);
      const sum = (pick: (statement: Metered) => number) => ran.reduce((total, one) => total + pick(one), 0);
      pages.push({
        search,
        page: name,
        rowsRead: sum(({ rowsRead }) => rowsRead),
        milliseconds: sum(({ milliseconds }) => milliseconds),
        statements: ran.map(({ rowsRead }) => rowsRead),
      });
      return (JSON.parse(text) as Answer).page;
    };
    let next: string | null | undefined = null;
    for (const name of WALKED.slice(0, 4)) next = (await visit(name, next))?.next;
    const last = await visit('last', 'last');
    await visit('before last', last?.prev);
    return pages;
  };
}
