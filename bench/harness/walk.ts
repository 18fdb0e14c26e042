// A list in, its pages as a client walks them out: the first four, the last, and back from that one; each with all that
// its request sets off in the database, behind the answer too. Nothing is cached, so each page counts its total anew.
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { type Metered, meterDatabase } from './meter.ts';

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
  const { d1: DB, ran } = meterDatabase(database);
  const BUILD = { id: 'bench', tag: '', timestamp: '' };
  const env = { DB, KV: EMPTY_KV, ACCESS: 'open', BUILD } as Partial<Env> as Env;
  const sum = (pick: (statement: Metered) => number) => ran.reduce((total, statement) => total + pick(statement), 0);

  const ask = async (search: string): Promise<Answer['page']> => {
    ran.length = 0;
    const behind: Promise<unknown>[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => behind.push(work), passThroughOnException() {} };
    const request = new Request(`http://localhost/v1/contacts?${search}`);
    const response = await worker.fetch(request as never, env, context as never);
    if (response.status !== 200) throw new Error(`${search}: ${response.status} ${await response.text()}`);
    const { page } = (await response.json()) as Answer;
    for (let at = 0; at < behind.length; at++) await behind[at];
    return page;
  };

  return async (search) => {
    const pages: WalkedPage[] = [];
    const visit = async (name: WalkedPage['page'], cursor: string | null | undefined) => {
      if (!cursor && name !== 'first') return null;
      const page = await ask(cursor ? `${search}&cursor=${cursor}` : search);
      const statements = ran.map(({ rowsRead }) => rowsRead);
      const milliseconds = sum((one) => one.milliseconds);
      pages.push({ search, page: name, rowsRead: sum((one) => one.rowsRead), milliseconds, statements });
      return page;
    };
    let next: string | null | undefined = null;
    for (const name of WALKED.slice(0, 4)) next = (await visit(name, next))?.next;
    const last = await visit('last', 'last');
    await visit('before last', last?.prev);
    return pages;
  };
}
