// The guard on a hundred thousand contacts as the seed makes them: no statement reads without end, and no request, with
// all that it sets off behind its answer, reads more than the budget.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../seed/database.ts';
import { openMigrated } from '../../seed/migration.ts';
import { createLoaded } from '../seed/local/template.ts';
import type { Contact } from '../support/contacts.ts';
import { drawList, FIXED, MOST_READ, openGuard } from '../support/guard.ts';
import { runs } from '../support/runs.ts';

const CONTACTS = 100_000;
/** Contacts from which values are drawn: so many pages of 200, from all over the data. */
const PAGES = 10;

/** Lists with much to do behind the answer, or much to count. */
const DEAR = [
  'points.gte=11&count=exact',
  'last_name.contains=er&count=exact&sort=city',
  'points.gte=1&country.ne=JP&facet=city,country,gender,first_name,last_name&count=exact',
  'q=k s m a b l d c r 9&count=exact&facet=city,country,gender,first_name,last_name',
];

let database: Database;
let remove = () => {};
let contacts: Contact[];

beforeAll(async () => {
  const loaded = await createLoaded(CONTACTS);
  remove = loaded.remove;
  database = await openMigrated({ persistTo: loaded.folder, remote: false });
  const { read } = openGuard(database.d1);
  const pages = Array.from({ length: PAGES }, (_, at) => `sort=id&limit=200&seek=${1 + (at * CONTACTS) / PAGES}`);
  contacts = (await Promise.all(pages.map(read))).flatMap(({ data }) => data as Contact[]);
});
afterAll(async () => {
  await database?.close();
  remove();
});

describe('every request on 100,000 contacts is bounded', () => {
  it.each([...FIXED, ...DEAR])('%s', async (search) => {
    await openGuard(database.d1).walk(search);
  });

  it.each(DEAR)('ten of %s at once read at most twice that of one', async (search) => {
    expect(await openGuard(database.d1).readAtOnce(search, 10)).toBeLessThanOrEqual(2 * MOST_READ);
  });

  it('and an exact count ends while others write: it is of the moment at which it began', async () => {
    const guard = openGuard(database.d1);
    const search = 'points.gte=12&count=exact&limit=1';
    const total = async () => (await guard.read(search)).total!;
    const began = await total();
    expect(began.relation).toBe('gte');
    let counted = began;
    for (let ask = 1; ask < 20 && counted.relation === 'gte'; ask++) {
      await guard.change(ask, { first_name: `Name ${ask}` });
      counted = await total();
    }
    const exact = await database.d1
      .prepare('select count(*) as "exact" from customer_relationship where points >= 12')
      .first<number>('exact');
    expect(counted).toEqual({ value: exact, relation: 'eq', as_of: began.as_of });
  });

  it('whatever is asked', async () => {
    const guard = openGuard(database.d1);
    await fc.assert(
      fc.asyncProperty(drawList(contacts), (search) => guard.walk(search)),
      { numRuns: runs(15), endOnFailure: true },
    );
    expect(guard.seen()).toBeGreaterThan(500);
  });
});
