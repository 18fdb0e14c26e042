// The dictionary: it finds the values that contain a text, of any length and in any script, and those of no other field; a
// list is then read by them, and as without them where they are too many or not all known.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { metered } from '../../src/db/query.ts';
import { type List, listContacts } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { planDictionary } from '../../src/plan/dictionary.ts';
import { toPosition } from '../../src/query/cursor.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import { selectContaining } from '../../src/sql/dictionary.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { fold } from '../../src/text/fold.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { list as listNaively } from '../support/oracle.ts';

const contacts = drawContacts(400, 11);
/** A value for each of so many contacts, each of which contains a text that the others do not. */
const NAMED = 250;
for (const [at, contact] of contacts.slice(0, NAMED).entries()) contact.first_name = `Quux ${at} Zzyx`;

beforeAll(() => storeContacts(contacts));

const estimator = toEstimator(null, contacts.length);
const list = (search: string, known = {}): Promise<List> =>
  listContacts(parseListQuery(search), openDatabase(env.DB), { estimator, ...known });

async function lookUp(field: 'last_name' | 'city' | 'first_name', text: string, most = 2000) {
  const [{ answer, rowsRead }] = await openDatabase(env.DB).run(metered(selectContaining({ field, text, most })));
  return { values: answer, rowsRead };
}

function countNaivelyBy(field: keyof Contact, text: string): [string, number][] {
  const keys = contacts.map((contact) => fold(String(contact[field]))).filter((key) => key.includes(text));
  const found = [...new Set(keys)].map((key): [string, number] => [key, keys.filter((other) => other === key).length]);
  return found.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

describe('the values that contain a text', () => {
  const texts = ['a', 'z', '王', '😀', '"', '%', '_', "'", 'nn', 'o\'', '[x', '"q', '𝒜d', 'ss', '芳', 'ann', 'anna',
    'muller', 'o\'brien', '"q"', '𝒜da', 'de, la', 'xyz', 'x', 'qq', 'annabelle', '\u{10ffff}', ' b', 'a b'].map(fold); // biome-ignore format: texts
  it.each(texts)('are found with their counts, in order: %s', async (text) => {
    expect([...(await lookUp('last_name', text)).values!]).toEqual(countNaivelyBy('last_name', text));
    expect([...(await lookUp('city', text)).values!]).toEqual(countNaivelyBy('city', text));
  });

  it('are not told where they are more than may be', async () => {
    expect((await lookUp('first_name', 'zzyx', NAMED)).values!.size).toBe(NAMED);
    expect((await lookUp('first_name', 'zzyx', NAMED - 1)).values).toBeNull();
    expect((await lookUp('first_name', 'q', NAMED - 1)).values).toBeNull();
  });

  it('cost a few rows each, and those of other fields none', async () => {
    expect((await lookUp('first_name', 'zzyx')).rowsRead).toBeLessThan(6 * NAMED);
    expect((await lookUp('city', 'zzyx')).rowsRead).toBeLessThan(20);
    expect((await lookUp('first_name', 'zzyx', 20)).rowsRead).toBeLessThan(100);
  });
});

describe('a list of contacts that contain a text', () => {
  const ids = ({ page }: List) => toContacts(page.contacts).map(({ id }) => Number(id));
  const wanted = (text: string) =>
    listNaively(
      contacts,
      [{ field: 'first_name', operator: 'contains', values: [text] }],
      [{ field: 'id', descending: false }],
    );

  it('is empty at once, with an exact total, where no value does', async () => {
    const empty = await list('last_name.contains=zzyx&sort=-points&facet=city');
    expect(empty).toMatchObject({ total: { value: 0, relation: 'eq' }, steps: [], isWhole: true });
    expect(empty.page).toMatchObject({ contacts: [], next: null, partial: false });
    expect(empty.facets).toMatchObject({
      city: { values: [], relation: 'eq', distinct: { value: 0, relation: 'eq' } },
    });
  });

  it('has an exact total, and is read by the values', async () => {
    const found = await list('first_name.contains=9%20zz');
    expect(ids(found)).toEqual(wanted('9 zz').map(({ id }) => id));
    expect(found.total).toMatchObject({ value: wanted('9 zz').length, relation: 'eq' });
    expect(found.contains).toMatchObject([{ field: 'first_name', contains: '9 zz', values: 25, contacts: 25 }]);
  });

  it('has the total of all values, not of those alone that are fetched for the page', async () => {
    const search = 'first_name.contains=zzyx&sort=first_name,last_name&limit=5';
    const first = await list(search);
    expect(first.steps).toMatchObject([{ access: 'late', isPart: true }]);
    expect(first.total).toMatchObject({ value: NAMED, relation: 'eq' });
    const gender = contacts[0]!.gender!;
    const both = await list(`${search}&gender=${gender}`);
    const passing = wanted('zzyx').filter((contact) => contact.gender === gender).length;
    expect(both.total).toMatchObject({ value: passing, relation: 'eq' });
  });

  it('has its total anew on each page, for the values are looked up for each', async () => {
    const search = 'first_name.contains=zzyx&limit=5';
    const { page } = await list(search);
    expect(await list(`${search}&cursor=${page.next}`)).toMatchObject({
      total: { value: NAMED, relation: 'eq' },
    });
    expect(toPosition(parseListQuery(`${search}&cursor=${page.next}`), LOCAL_SEAL).total).toBeUndefined();
  });

  it('is the same while values are not kept, during a load', async () => {
    await env.DB.prepare('insert into seed_run values (1, 1, 1, 0, 0)').run();
    const found = await list('first_name.contains=9%20zz');
    await env.DB.prepare('delete from seed_run').run();
    expect(ids(found)).toEqual(wanted('9 zz').map(({ id }) => id));
    expect(found.contains).toMatchObject([{ values: null, contacts: null }]);
  });

  it('goes on where a page ended, though values have come and gone', async () => {
    const search = 'first_name.contains=zzyx&limit=40';
    const first = await list(search);
    await env.DB.batch([
      env.DB.prepare(`update app_user set first_name_folded = 'zzyx come' where id = 300`),
      env.DB.prepare(`update app_user set first_name_folded = 'gone' where id in (5, 42)`),
    ]);
    const read = ids(first);
    for (let { next } = first.page; next; ) {
      const following = await list(`${search}&cursor=${next}`);
      read.push(...ids(following));
      next = following.page.next;
    }
    expect(read).toEqual([...wanted('zzyx').map(({ id }) => id), 300].filter((id) => id !== 42));
  });
});

it('looks up fields that are counted, in shares of what may be read', () => {
  const { substrings } = parseListQuery(
    'city.contains=a&phone_number.contains=4&street.contains=b&last_name.contains=c',
  );
  const planned = planDictionary(substrings, 8000);
  expect(planned.map(({ field }) => field)).toEqual(['city', 'street', 'last_name']);
  expect(planned.every(({ most }) => most === 1333)).toBe(true);
});
