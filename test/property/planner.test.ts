// Whatever way is taken, the answer is the same: every path of the planner, chosen at random, with statistics that are
// right, absent or lies, small heavy values and small budgets, against the naive list; and never more reads than the budget.
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
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { list } from '../support/oracle.ts';
import {
  expectBeginning,
  expectEnd,
  expectInOrder,
  type RandomQuery,
  randomQuery,
  toSearch,
} from '../support/queries.ts';
import { isThorough, runs } from '../support/runs.ts';

const contacts = drawContacts(300, 31);
/** Of one list, unless the budget cuts them: what many short pages show, fewer do too. */
const MOST_PAGES = 8;
/** Where the budget cuts pages so short that a list has more, its beginning and its end are read. */
const MOST_READ_PAGES = runs(40, 1000);
const draw = randomQuery(contacts);
let informed: Estimator;

beforeAll(async () => {
  await storeContacts(contacts);
  const statistics = await gatherStatistics(openDatabase(env.DB), new Date());
  informed = toEstimator(statistics, contacts.length);
});

/** Answers every question with a number that has nothing to do with the data. */
function lie(seed: number): Estimator {
  const any = (salt: string, most: number) => {
    const digits = [...`${seed} ${salt}`].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
    return (digits / 1_000_003) * most;
  };
  return {
    contacts: 300,
    isInformed: true,
    shareOf: (field, restriction) => any(field + JSON.stringify(restriction), 1),
    countMatches: (tests) => any(JSON.stringify(tests), 300),
    countSteps: ({ range }) => any(JSON.stringify(range), 300),
    listStops: () => [],
    heavyValues: (field) =>
      contacts
        .filter(({ id }) => any(`${field} ${id}`, 1) > 0.99)
        .map((contact) => ({ value: toHeavyValue(contact[field]), contacts: 100 })),
  };
}

function toHeavyValue(value: string | number | null): string | number | null {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

const known = fc.record({
  about: fc.constantFrom('informed', 'ignorant', 'lying'),
  seed: fc.nat(),
  budget: fc.integer({ min: 800, max: 5000 }),
  heavyFrom: fc.integer({ min: 1, max: 60 }),
});

/** What one more step may read where the budget ends within a group, so that every page gets on. */
const LEAST_PROGRESS = MOST_READ - BUDGET.page - BUDGET.count;

interface Known {
  about: string;
  seed: number;
  budget: number;
  heavyFrom: number;
}

/** The pages from the one at `cursor` on, in the direction of `towards`, and whether these are all. */
async function readAll(
  search: URLSearchParams,
  towards: 'next' | 'prev',
  { about, seed, budget, heavyFrom }: Known,
): Promise<{ lists: List[]; isWhole: boolean }> {
  const estimator = { informed, ignorant: toEstimator(null, contacts.length), lying: lie(seed) }[about]!;
  let turn = seed;
  const lists: List[] = [];
  const seen = new Set<string>();
  let cursor: string | null = search.get('cursor') ?? '';
  while (cursor !== null && lists.length < MOST_READ_PAGES) {
    if (cursor !== '') search.set('cursor', cursor);
    expect(seen.has(cursor), 'a page that leads back').toBe(false);
    seen.add(cursor);
    const read = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), {
      estimator,
      budget,
      heavyFrom,
      choose: (steps) => steps[turn++ % steps.length],
    });
    lists.push(read);
    expect(read.cost.rowsRead).toBeLessThanOrEqual(budget + LEAST_PROGRESS);
    cursor = read.page[towards];
  }
  return { lists, isWhole: cursor === null };
}

const toIds = (lists: List[]) => lists.flatMap(({ page }) => toContacts(page.contacts).map(({ id }) => Number(id)));
const ways = new Set<string>();

it('gives what the naive list gives, forwards and backwards, by every path and within every budget', async () => {
  await fc.assert(
    fc.asyncProperty(draw, known, async (drawn: RandomQuery, known) => {
      const wanted = list(contacts, drawn.conditions, drawn.sort);
      const query = { ...drawn, limit: Math.max(5 + (drawn.limit % 40), Math.ceil(wanted.length / MOST_PAGES)) };
      const search = toSearch(query);
      const forwards = await readAll(search, 'next', known);
      for (const { total } of forwards.lists)
        if (total!.relation === 'eq') expect(total!.value).toBe(wanted.length);
        else expect(total!.value).toBeLessThanOrEqual(wanted.length);
      for (const { steps, page } of forwards.lists)
        for (const { access, prefix } of steps)
          ways.add(`${access}${prefix.length > 0 ? ' in a group' : ''}${page.partial ? ', partial' : ''}`);
      const ids = toIds(forwards.lists);
      search.set('cursor', 'last');
      const backwards = await readAll(search, 'prev', known);
      const fromEnd = toIds(backwards.lists.toReversed());
      if (forwards.isWhole) expectInOrder(contacts, ids, wanted, query.sort);
      else expectBeginning(contacts, ids, wanted, query.sort);
      if (forwards.isWhole && backwards.isWhole) expect(fromEnd).toEqual(ids);
      else expectEnd(contacts, fromEnd, wanted, query.sort);
    }),
    { numRuns: runs(5, 120), endOnFailure: true },
  );
  for (const way of ['walk', 'late', 'run']) expect([...ways]).toContain(way);
  if (!isThorough) return; // fewer runs do not meet every way
  expect([...ways].sort()).toEqual([
    'late',
    'late in a group',
    'late in a group, partial',
    'late, partial',
    'run',
    'run in a group',
    'run in a group, partial',
    'run, partial',
    'walk',
    'walk in a group',
    'walk in a group, partial',
    'walk, partial',
  ]);
});

it('answers thousands of queries as the naive list does, by the way it chooses itself', async () => {
  await fc.assert(
    fc.asyncProperty(draw, fc.constantFrom(BUDGET.page, 3000), async (query, budget) => {
      const wanted = list(contacts, query.conditions, query.sort);
      const search = toSearch({ ...query, limit: Math.max(query.limit, Math.ceil(wanted.length / MOST_PAGES)) });
      const ids: number[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        if (cursor !== '') search.set('cursor', cursor);
        const read = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), {
          estimator: informed,
          budget,
        });
        expect(read.cost.rowsRead).toBeLessThanOrEqual(MOST_READ);
        if (read.total?.relation === 'eq') expect(read.total.value).toBe(wanted.length);
        ids.push(...toIds([read]));
        cursor = read.page.next;
      }
      expectInOrder(contacts, ids, wanted, query.sort);
    }),
    { numRuns: runs(40, 700), endOnFailure: true },
  );
});
