// Texts that values contain, one to four characters of any script, with other filters, any sort and any way that the
// planner may take: each list is what the naive one is, page by page, forwards and backwards, and totals are exact.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../src/contact/fields.ts';
import { openDatabase } from '../../src/db/database.ts';
import { type List, listContacts } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { MOST_READ } from '../../src/plan/budget.ts';
import { VALUE_COUNT_FIELDS } from '../../src/plan/valuecount.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { gatherStatistics } from '../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import { fold } from '../../src/text/fold.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { type Filter, list } from '../support/oracle.ts';
import { expectInOrder, randomQuery, toSearch } from '../support/queries.ts';
import { runs } from '../support/runs.ts';

const contacts = drawContacts(300, 77);
const MOST_PAGES = 6;
const TEXTS = VALUE_COUNT_FIELDS.filter((field) => field !== 'gender');
let informed: Estimator;

beforeAll(async () => {
  await storeContacts(contacts);
  informed = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), contacts.length);
});

/** A text that a contact's value contains, or that two values have in part. */
const containing: fc.Arbitrary<Filter> = fc
  .tuple(fc.constantFrom(...TEXTS), fc.nat(299), fc.nat(5), fc.integer({ min: 1, max: 4 }), fc.boolean())
  .map(([field, at, from, length, isUpper]) => {
    const characters = [...String(contacts[at]![field])];
    const text = characters
      .slice(from % characters.length)
      .slice(0, length)
      .join('');
    return { field, operator: 'contains', values: [isUpper ? text.toUpperCase() : text] };
  })
  .filter(({ values }) => fold(values[0]!).trim() !== '');

const drawn = fc.record({
  texts: fc.uniqueArray(containing, { minLength: 1, maxLength: 2, selector: ({ field }) => field }),
  other: randomQuery(contacts),
  sort: fc.uniqueArray(
    fc.record({ field: fc.constantFrom(...FIELD_NAMES), descending: fc.boolean() }),
    { minLength: 1, maxLength: 3, selector: ({ field }) => field },
  ),
  isSortedByText: fc.boolean(),
  turn: fc.option(fc.nat(), { nil: null }),
  heavyFrom: fc.integer({ min: 1, max: 60 }),
  isInformed: fc.boolean(),
}); // biome-ignore format: a record

it('gives what the naive list gives', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ texts, other, sort, isSortedByText, turn, heavyFrom, isInformed }) => {
      const others = other.conditions.filter((one) => !('operator' in one && one.operator === 'contains')).slice(0, 1);
      const conditions = [...texts, ...others];
      const own = { field: texts[0]!.field, descending: sort[0]!.descending } as (typeof sort)[number];
      const order = isSortedByText ? [own, ...sort.filter(({ field }) => field !== own.field)].slice(0, 3) : sort;
      const wanted = list(contacts, conditions, order);
      const limit = Math.max(7, Math.ceil(wanted.length / MOST_PAGES));
      const search = toSearch({ conditions, sort: order, limit, fields: null });
      search.set('count', 'exact');
      let at = turn ?? 0;
      const read = async (cursor: string | null): Promise<List> => {
        if (cursor !== null) search.set('cursor', cursor);
        const read = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), {
          estimator: isInformed ? informed : toEstimator(null, contacts.length),
          heavyFrom,
          ...(turn !== null && { choose: (steps) => steps[at++ % steps.length] }),
        });
        expect(read.cost.rowsRead).toBeLessThanOrEqual(MOST_READ);
        expect(read.total).toMatchObject({ value: wanted.length, relation: 'eq' });
        expect(read.contains).toHaveLength(texts.length);
        return read;
      };
      const follow = async (towards: 'next' | 'prev', cursor: string | null) => {
        const lists = [await read(cursor)];
        for (let next = lists[0]!.page[towards]; next !== null; next = lists.at(-1)!.page[towards])
          lists.push(await read(next));
        return lists.map(({ page }) => toContacts(page.contacts).map(({ id }) => Number(id)));
      };
      const forwards = (await follow('next', null)).flat();
      expectInOrder(contacts, forwards, wanted, order);
      expect((await follow('prev', 'last')).toReversed().flat()).toEqual(forwards);
    }),
    { numRuns: runs(20, 400), endOnFailure: true },
  );
});
