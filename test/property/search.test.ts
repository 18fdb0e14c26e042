// A search is a filter like every other: with any filters, sorts, budgets and paths, the answer is the naive list of the
// contacts that have every word, in the order asked, or the best first.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { type List, listContacts } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { BUDGET, MOST_READ } from '../../src/plan/budget.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { gatherStatistics } from '../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { list } from '../support/oracle.ts';
import { expectInOrder, randomQuery, toSearch } from '../support/queries.ts';
import { isThorough, runs } from '../support/runs.ts';
import { drawSearch, hasWords, toBestFirst } from '../support/sought.ts';

const contacts = drawContacts(300, 47);
const draw = randomQuery(contacts);
let informed: Estimator;

beforeAll(async () => {
  await storeContacts(contacts);
  informed = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), contacts.length);
});

const known = fc.record({
  isInformed: fc.boolean(),
  budget: fc.integer({ min: 400, max: 5000 }),
  heavyFrom: fc.integer({ min: 1, max: 60 }),
  turn: fc.nat(),
});
type Known = typeof known extends fc.Arbitrary<infer T> ? T : never;

/** What one more step may read where the budget ends within a group, so that every page gets on. */
const LEAST_PROGRESS = MOST_READ - BUDGET.page - BUDGET.count;

const ways = new Set<string>();

/** Every page from the one at `cursor` on, in the direction of `towards`. */
async function readAll(search: URLSearchParams, towards: 'next' | 'prev', known: Known): Promise<List[]> {
  const estimator = known.isInformed ? informed : toEstimator(null, contacts.length);
  let { turn } = known;
  const lists: List[] = [];
  const seen = new Set<string>();
  for (let cursor: string | null = search.get('cursor') ?? ''; cursor !== null; ) {
    if (cursor !== '') search.set('cursor', cursor);
    expect(seen.has(cursor), 'a page that leads back').toBe(false);
    seen.add(cursor);
    const { budget, heavyFrom } = known;
    const read = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), {
      estimator,
      budget,
      heavyFrom,
      choose: (steps) => steps[turn++ % steps.length],
    });
    lists.push(read);
    expect(read.cost.rowsRead).toBeLessThanOrEqual(budget + LEAST_PROGRESS);
    for (const { access, ranked, prefix } of read.steps)
      ways.add(`${access}${ranked ? ', ranked' : ''}${prefix.length > 0 ? ', in a group' : ''}`);
    cursor = read.page[towards];
  }
  return lists;
}

const toIds = (lists: List[]) => lists.flatMap(({ page }) => toContacts(page.contacts).map(({ id }) => Number(id)));

async function readBothWays(search: URLSearchParams, known: Known): Promise<number[]> {
  search.set('count', 'none');
  const ids = toIds(await readAll(search, 'next', known));
  search.set('cursor', 'last');
  expect(toIds((await readAll(search, 'prev', known)).toReversed())).toEqual(ids);
  return ids;
}

it('keeps the contacts that have every word, with all filters and sorts, by every path and within every budget', async () => {
  await fc.assert(
    fc.asyncProperty(draw, drawSearch(contacts), known, async (query, sought, known) => {
      const search = toSearch({ ...query, limit: 5 + (query.limit % 40) });
      search.set('q', sought.q);
      const wanted = list(contacts, query.conditions, query.sort).filter((contact) => hasWords(contact, sought));
      expectInOrder(contacts, await readBothWays(search, known), wanted, query.sort);
    }),
    { numRuns: runs(8, 300), endOnFailure: true },
  );
  const more = isThorough ? ['search', 'walk, in a group', 'late, in a group'] : []; // fewer runs do not meet every way
  for (const way of ['walk', 'late', 'run', ...more]) expect([...ways]).toContain(way);
});

it('gives the best matches first without a sort', async () => {
  await fc.assert(
    fc.asyncProperty(draw, drawSearch(contacts), known, fc.boolean(), async (query, sought, known, isFiltered) => {
      const conditions = isFiltered ? query.conditions.slice(0, 1) : [];
      const search = toSearch({ ...query, conditions, limit: 1 + (query.limit % 30) });
      search.delete('sort');
      search.set('q', sought.q);
      const wanted = list(contacts, conditions, []).filter((contact) => hasWords(contact, sought));
      expect(await readBothWays(search, known)).toEqual(toBestFirst(wanted, sought).map(({ id }) => id));
    }),
    { numRuns: runs(16, 300), endOnFailure: true },
  );
  for (const way of ['search, ranked', 'late, ranked']) expect([...ways]).toContain(way);
});

it('counts and facets what it keeps', async () => {
  await fc.assert(
    fc.asyncProperty(draw, drawSearch(contacts), async (query, sought) => {
      const conditions = query.conditions.filter(({ field }) => field !== 'country');
      const search = toSearch({ ...query, conditions });
      search.set('q', sought.q);
      search.set('facet', 'country');
      const wanted = list(contacts, conditions, []).filter((contact) => hasWords(contact, sought));
      const countries = Map.groupBy(wanted, ({ country }: Contact) => country);
      for (const count of ['auto', 'exact']) {
        search.set('count', count);
        const { total, facets, cost } = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), {
          estimator: informed,
        });
        expect(total).toMatchObject({ value: wanted.length, relation: 'eq' });
        const counts = facets!.country!.values.map(({ value, count }) => [value, count] as const);
        expect(new Map(counts)).toEqual(new Map([...countries].map(([country, those]) => [country, those.length])));
        expect(cost.queries).toBeLessThanOrEqual(3);
      }
    }),
    { numRuns: runs(12, 200), endOnFailure: true },
  );
});
