// Rows by their number, for frameworks that ask so, in a list that has only cursors: the places that were met are
// remembered, what lies between is passed over by ids, and the end is reached from the end. Never far from both.
import type { ContactOf, ListPage } from '../answer.ts';
import type { Client } from '../client.ts';
import type { Abortable } from '../list.ts';
import type { ContactQuery } from '../parameters.ts';

export interface Slice {
  rows: ContactOf[];
  /** How many rows the list has, where its end was met. */
  end: number | null;
  total: ListPage['total'];
}

/** Reads rows from a number on, from 0. Throws where it is too far from every place that is known. */
export type ReadSlice = (start: number, count: number, options?: Abortable) => Promise<Slice>;

const MOST_ROWS = 200;
/** 20 requests. */
const MOST_PASSED = 4000;

export function createPlaces(client: Pick<Client, 'page'>, query: ContactQuery): ReadSlice {
  const cursors = new Map<number, string | null>([[0, query.cursor ?? null]]);
  let total: ListPage['total'] = null;
  let before: Promise<unknown> = Promise.resolve();

  /** What is behind a place that has another cursor than it had has moved as well. */
  const remember = (place: number, cursor: string) => {
    if (cursors.get(place) === cursor) return;
    for (const known of [...cursors.keys()]) if (known > place) cursors.delete(known);
    cursors.set(place, cursor);
  };

  const ask = async (cursor: string | null, more: ContactQuery, { signal }: Abortable) => {
    const start = cursor === null ? {} : { cursor, seek: undefined };
    const page = await client.page({ ...query, ...start, ...more }, { signal });
    total = page.total ?? total;
    return page;
  };

  const readOn = async (start: number, count: number, options: Abortable): Promise<Slice> => {
    const rows: ContactOf[] = [];
    let place = nearest(cursors, start);
    for (let cursor = cursors.get(place)!; ; ) {
      const isPassing = place < start;
      const limit = Math.min(MOST_ROWS, isPassing ? start - place : count - rows.length);
      const { data, page } = await ask(cursor, { limit, ...(isPassing && { fields: ['id'], count: 'none' }) }, options);
      if (!isPassing) rows.push(...data);
      place += data.length;
      if (page.next === null) return { rows, end: place, total };
      cursor = page.next;
      remember(place, cursor);
      if (rows.length >= count) return { rows, end: null, total };
    }
  };

  /** From the last row back, where all are counted. */
  const readBack = async (start: number, end: number, options: Abortable): Promise<Slice> => {
    let rows: ContactOf[] = [];
    for (let cursor: string | null = 'last'; cursor !== null && end - rows.length > start; ) {
      const limit = Math.min(MOST_ROWS, end - rows.length - start);
      const { data, page }: ListPage = await ask(cursor, { limit }, options);
      if (page.next) cursors.set(end - rows.length, page.next);
      rows = [...data, ...rows];
      cursor = page.prev;
    }
    return { rows, end, total };
  };

  const read: ReadSlice = async (start, count, options = {}) => {
    if (start - nearest(cursors, start) <= MOST_PASSED) return readOn(start, count, options);
    const end = total?.relation === 'eq' ? total.value : null;
    if (end === null || end - start > MOST_PASSED)
      throw new RangeError(`Row ${start} is too far to be reached by its number: use seek, or filters.`);
    const { rows } = await readBack(start, end, options);
    return { rows: rows.slice(0, count), end: rows.length <= count ? end : null, total };
  };

  /** One after the other: the next one may begin where this one ends. */
  return (start, count, options) => {
    const slice = before.then(() => read(start, count, options));
    before = slice.catch(() => {});
    return slice;
  };
}

function nearest(cursors: Map<number, unknown>, start: number): number {
  return Math.max(...[...cursors.keys()].filter((place) => place <= start));
}
