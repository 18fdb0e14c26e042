// The promise of the list: whatever is asked, following `next` gives what a naive filter and sort gives, once each.
import { exports } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { list, matches } from '../support/oracle.ts';
import { expectInOrder, type RandomQuery, randomQuery, toSearch, valuesOf } from '../support/queries.ts';
import { isThorough, runs } from '../support/runs.ts';

const contacts = drawContacts(300, 20_261_120);

/** Of one list: what many short pages show, fewer do too. */
const MOST_PAGES = 12;

const drawn = randomQuery(contacts);
const draw = valuesOf(contacts);

beforeAll(() => storeContacts(contacts));

interface Answer {
  data: Contact[];
  page: {
    next: string | null;
    prev: string | null;
    from: number | null;
    to: number | null;
    partial: boolean;
  };
  total: { value: number; relation: string } | null;
}

async function ask(search: URLSearchParams): Promise<Answer> {
  const response = await exports.default.fetch(`http://localhost/v1/contacts?${search}`);
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${response.status} for ${decodeURIComponent(search.toString())}: ${text}`);
  return JSON.parse(text);
}

/** Follows `next` (or `prev`) from a page to the end; the rows in the order in which the pages gave them. */
async function follow(search: URLSearchParams, towards: 'next' | 'prev', most = 700): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let cursor: string | null = search.get('cursor') ?? ''; cursor !== null; cursor = pages.at(-1)!.page[towards]) {
    if (cursor !== '') search.set('cursor', cursor);
    pages.push(await ask(search));
    if (pages.length > most) throw new Error(`No end after ${most} pages`);
  }
  return pages;
}

const byId = new Map(contacts.map((contact) => [contact.id, contact]));

function toIds(pages: Answer[]): number[] {
  return pages.flatMap(({ data }) => data.map(({ id }) => id));
}

describe('any query', () => {
  it('gives what the naive list gives, once each and in order, by next, and backwards by prev', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (query: RandomQuery) => {
        const wanted = list(contacts, query.conditions, query.sort);
        const limit = Math.max(query.limit, Math.ceil(wanted.length / MOST_PAGES));
        const pages = await follow(toSearch({ ...query, limit }), 'next');
        const ids = toIds(pages);
        expectInOrder(contacts, ids, wanted, query.sort);
        for (const row of pages.flatMap(({ data }) => data)) {
          const whole = byId.get(row.id)!;
          const names = query.fields ? [...new Set(['id', ...query.fields])] : FIELD_NAMES;
          expect(row).toEqual(Object.fromEntries(names.map((name) => [name, whole[name as keyof Contact]])));
        }
        expect(pages[0]!.total).toMatchObject({
          value: wanted.length,
          relation: 'eq',
        });
        if (wanted.length > 0) expect(pages.at(-1)!.page.to).toBe(wanted.length);

        const fromLast = toSearch({ ...query, limit });
        fromLast.set('cursor', 'last');
        const backwards = (await follow(fromLast, 'prev')).toReversed();
        expect(toIds(backwards)).toEqual(ids);
      }),
      { numRuns: runs(10, 200) },
    );
  });

  it('goes back page by page to where it came from, with the same positions', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (query: RandomQuery) => {
        const search = toSearch({ ...query, limit: Math.max(query.limit, 20) });
        const forward = await follow(search, 'next');
        const { prev } = forward.at(-1)!.page;
        expect(prev === null).toBe(forward.length === 1);
        if (prev === null) return;
        search.set('cursor', prev);
        const backward = (await follow(search, 'prev')).toReversed();
        expect(backward.map(({ data, page: { from, to } }) => [data, from, to])).toEqual(
          forward.slice(0, -1).map(({ data, page: { from, to } }) => [data, from, to]),
        );
      }),
      { numRuns: runs(2) },
    );
  });
});

/** Whether a field is sorted by in descending order: the quick run tries one of both. */
const toDirections = (at: number) => (isThorough ? [false, true] : [at % 2 === 0]);

describe('every field', () => {
  it.each(FIELD_NAMES.flatMap((field, at) => toDirections(at).map((descending) => [field, descending] as const)))(
    'sorts by %s, descending: %s',
    async (field, descending) => {
      const sort = [{ field, descending }];
      const search = toSearch({
        conditions: [],
        sort,
        limit: 61,
        fields: ['id'],
      });
      const ids = toIds(await follow(search, 'next'));
      expectInOrder(contacts, ids, contacts, sort);
      search.set('cursor', 'last');
      expect(toIds((await follow(search, 'prev')).toReversed())).toEqual(ids);
    },
  );

  it.each(FIELD_NAMES)('starts a page of %s at a value, going either way from there', async (field) => {
    await fc.assert(
      fc.asyncProperty(draw(field), fc.boolean(), async (value, descending) => {
        const sort = [{ field, descending }];
        const search = toSearch({
          conditions: [],
          sort,
          limit: 200,
          fields: ['id'],
        });
        search.set('seek', value);
        const operator = descending ? 'lte' : 'gte';
        const reached = (contact: Contact) =>
          matches(contact, { field, operator, values: [value] }) || (descending && contact[field] === null);
        const [first] = FIELDS[field].type === 'enum' ? [null] : [await ask(search)];
        if (!first) return;
        expect(first.page).toMatchObject({ from: null, to: null });
        search.delete('seek');
        search.set('cursor', first.page.next ?? '');
        const after = first.page.next === null ? [] : await follow(search, 'next');
        expectInOrder(contacts, toIds([first, ...after]), contacts.filter(reached), sort);
        search.set('cursor', first.page.prev!);
        const before = await follow(search, 'prev');
        expectInOrder(
          contacts,
          toIds(before.toReversed()),
          contacts.filter((contact) => !reached(contact)),
          sort,
        );
      }),
      { numRuns: runs(2) },
    );
  });
});
