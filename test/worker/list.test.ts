// The promise of the list: whatever is asked, following `next` gives what a naive filter and sort gives, once each.
import { exports } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS } from '../../src/read/fields.ts';
import { type Contact, drawContacts, storeContacts } from './contacts.ts';
import { type Condition, comparing, list, matches, type SortField } from './oracle.ts';

const contacts = drawContacts(600, 20_261_120);

beforeAll(() => storeContacts(contacts));

interface Asked {
  conditions: Condition[];
  sort: SortField[];
  limit: number;
  fields: string[] | null;
}

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

const fieldName = fc.constantFrom(...FIELD_NAMES);

/** A value as it may be typed: one that occurs (in another case, or cut to its day), or a number beside one that does. */
function drawValue(field: keyof Contact): fc.Arbitrary<string> {
  const present = [...new Set(contacts.map((contact) => contact[field]).filter((value) => value !== null))];
  const text = fc.constantFrom(...present.map(String));
  if (FIELDS[field].type === 'text')
    return fc.oneof(
      text,
      text.map((value) => value.toUpperCase()),
    );
  if (FIELDS[field].type === 'datetime')
    return fc.oneof(
      text,
      text.map((value) => value.slice(0, 10)),
    );
  if (FIELDS[field].type === 'integer')
    return fc.tuple(text, fc.constantFrom(-1, 0, 0, 1)).map(([value, step]) => `${+value + step}`);
  return text;
}

const condition: fc.Arbitrary<Condition> = fieldName.chain((field) => {
  const value = drawValue(field);
  return fc.constantFrom(...FIELDS[field].operators).chain((operator) => {
    const values =
      operator === 'null'
        ? fc.constantFrom('true', 'false').map((value) => [value])
        : operator === 'in' || operator === 'nin'
          ? fc.array(value, { minLength: 1, maxLength: 40 })
          : operator === 'between'
            ? fc.tuple(value, value)
            : operator === 'startswith' || operator === 'contains'
              ? fc
                  .tuple(value, fc.nat(2))
                  .map(([value, start]) => [
                    [...value].slice(operator === 'contains' ? start : 0, start + 2).join('') || value,
                  ])
              : value.map((value) => [value]);
    return values.map((values) => ({
      field,
      operator,
      values: operator === 'between' ? inOrder(field, values) : values,
    }));
  });
});

function inOrder(field: keyof Contact, [a, b]: string[]): string[] {
  const isAbove = !matches(
    {
      [field]: typeof contacts[0]![field] === 'number' ? Number(a) : a,
    } as unknown as Contact,
    {
      field,
      operator: 'lte',
      values: [b!],
    },
  );
  return isAbove ? [b!, a!] : [a!, b!];
}

const asked: fc.Arbitrary<Asked> = fc.record({
  conditions: fc.uniqueArray(condition, {
    maxLength: 3,
    selector: ({ field, operator }) => `${field}.${operator}`,
  }),
  sort: fc.uniqueArray(fc.record({ field: fieldName, descending: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ field }) => field,
  }),
  limit: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 200 })),
  fields: fc.option(fc.uniqueArray(fieldName, { minLength: 1, maxLength: 4 }), {
    nil: null,
  }),
});

function toSearch({ conditions, sort, limit, fields }: Asked): URLSearchParams {
  const search = new URLSearchParams();
  for (const { field, operator, values } of conditions) {
    const isList = operator === 'in' || operator === 'nin' || operator === 'between';
    search.set(`${field}.${operator}`, isList ? JSON.stringify(values) : values[0]!);
  }
  search.set('sort', sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(','));
  search.set('limit', String(limit));
  if (fields) search.set('fields', fields.join(','));
  return search;
}

async function ask(search: URLSearchParams): Promise<Answer> {
  const response = await exports.default.fetch(`https://kartei.test/v1/contacts?${search}`);
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

/** Holds that `ids` are the oracle's rows, each once, in an order that its sort allows, ties being free. */
function expectInOrder(ids: number[], wanted: Contact[], sort: SortField[]): void {
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort((a, b) => a - b)).toEqual(wanted.map(({ id }) => id).sort((a, b) => a - b));
  const compare = comparing(sort);
  const rows = ids.map((id) => byId.get(id)!);
  for (const [at, row] of rows.slice(1).entries()) expect(compare(rows[at]!, row)).toBeLessThanOrEqual(0);
}

function toIds(pages: Answer[]): number[] {
  return pages.flatMap(({ data }) => data.map(({ id }) => id));
}

describe('any query', () => {
  it('gives what the naive list gives, once each and in order, by next, and backwards by prev', {
    timeout: 600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(asked, async (asked) => {
        const wanted = list(contacts, asked.conditions, asked.sort);
        const pages = await follow(toSearch(asked), 'next');
        const ids = toIds(pages);
        expectInOrder(ids, wanted, asked.sort);
        for (const row of pages.flatMap(({ data }) => data)) {
          const whole = byId.get(row.id)!;
          const names = asked.fields ? [...new Set(['id', ...asked.fields])] : FIELD_NAMES;
          expect(row).toEqual(Object.fromEntries(names.map((name) => [name, whole[name as keyof Contact]])));
        }
        expect(pages[0]!.total).toMatchObject({
          value: wanted.length,
          relation: 'eq',
        });
        if (wanted.length > 0) expect(pages.at(-1)!.page.to).toBe(wanted.length);

        const fromLast = toSearch(asked);
        fromLast.set('cursor', 'last');
        const backwards = (await follow(fromLast, 'prev')).toReversed();
        expect(toIds(backwards)).toEqual(ids);
      }),
      { numRuns: 150 },
    );
  });

  it('goes back page by page to where it came from, with the same positions', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async (asked) => {
        const search = toSearch({ ...asked, limit: Math.max(asked.limit, 20) });
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
      { numRuns: 10 },
    );
  });
});

describe('every field', () => {
  it.each(FIELD_NAMES.flatMap((field) => [[field, false] as const, [field, true] as const]))(
    'sorts by %s, descending: %s',
    async (field, descending) => {
      const sort = [{ field, descending }];
      const search = toSearch({
        conditions: [],
        sort,
        limit: 37,
        fields: ['id'],
      });
      const ids = toIds(await follow(search, 'next'));
      expectInOrder(ids, contacts, sort);
      search.set('cursor', 'last');
      expect(toIds((await follow(search, 'prev')).toReversed())).toEqual(ids);
    },
  );

  it.each(FIELD_NAMES)('starts a page of %s at a value, going either way from there', async (field) => {
    await fc.assert(
      fc.asyncProperty(drawValue(field), fc.boolean(), async (value, descending) => {
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
        expectInOrder(toIds([first, ...after]), contacts.filter(reached), sort);
        search.set('cursor', first.page.prev!);
        const before = await follow(search, 'prev');
        expectInOrder(
          toIds(before.toReversed()),
          contacts.filter((contact) => !reached(contact)),
          sort,
        );
      }),
      { numRuns: 10 },
    );
  });
});
