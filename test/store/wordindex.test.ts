// The full-text index and the listed words: whatever is written to contacts and addresses, they say what a naive search
// over the rows says.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toStoredWords } from '../../src/contact/words.ts';
import { compareCodePoints } from '../../src/text/fold.ts';
import { toDeletions } from '../../src/text/spelling.ts';
import { isSpelt } from '../../src/text/words.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { runs } from '../support/runs.ts';

const run = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
const inOrder = (texts: Iterable<string>) => [...texts].sort(compareCodePoints);

/** The ids of the contacts, in order, by the words that they have. */
async function readNaively(): Promise<Map<string, number[]>> {
  const { results } = await run(
    `select app_user.id, app_user.words || address.words as words from app_user
     join address on address.id = app_user.address_id order by app_user.id`,
  ).all<{ id: number; words: string }>();
  const ids = new Map<string, number[]>();
  for (const { id, words } of results)
    for (const word of new Set(words.split(' ').filter((word) => word !== '')))
      ids.set(word, [...(ids.get(word) ?? []), id]);
  return ids;
}

async function match(expressions: string[]): Promise<Record<string, string>> {
  const { results } = await run(
    `select value, (select group_concat(rowid) from contact_word where contact_word match value) as ids from json_each(?1)`,
    JSON.stringify(expressions),
  ).all<{ value: string; ids: string | null }>();
  return Object.fromEntries(results.map(({ value, ids }) => [value, ids ?? '']));
}

async function expectTrue(): Promise<void> {
  const naive = await readNaively();
  const words = [...naive.keys()];
  const expected: Record<string, string> = { '"nobody"': '' };
  for (const [word, ids] of naive) {
    expected[`"${word}"`] = String(ids);
    const beginnings = Array.from(word, (_, at) =>
      Array.from(word)
        .slice(0, at + 1)
        .join(''),
    );
    for (const beginning of beginnings.slice(0, 4)) {
      const having = words.filter((word) => word.startsWith(beginning)).flatMap((word) => naive.get(word)!);
      expected[`"${beginning}"*`] = String([...new Set(having)].sort((a, b) => a - b));
    }
  }
  expect(await match(Object.keys(expected))).toEqual(expected);

  const spelt = words.filter(isSpelt);
  const listed = await run('select word, contacts from word order by word').raw();
  expect(listed).toEqual(inOrder(spelt).map((word) => [word, naive.get(word)!.length]));
  const deletions = spelt.flatMap((word) => toDeletions(word, 2).map((deletion) => `${deletion} ${word}`));
  const kept = await run(`select deletion || ' ' || word from word_deletion`).raw();
  expect(inOrder(kept.flat() as string[])).toEqual(inOrder(deletions));
}

const NAMES = [
  'Anna',
  'Anne',
  'Änna Olsen',
  "O'Brien-Smith",
  'Oslo',
  'Ng',
  '王小芳',
  '芳',
  '김민준',
  '😀',
  'Иван',
  '-',
  '',
];
const name = fc.constantFrom(...NAMES);
const phone = fc.constantFrom('+4712345678', '+4912', null);
const pick = fc.nat();
type Write = () => Promise<unknown>;
let created = 1_000;

/** One of the ids of a table, or null where it is empty. */
async function pickId(table: string, at: number): Promise<number | null> {
  const { results } = await run(`select id from ${table} order by id`).all<{ id: number }>();
  return results.length > 0 ? results[at % results.length]!.id : null;
}

const person = fc.record({ firstName: name, lastName: name, phoneNumber: phone }).map((drawn) => (id: number) => {
  const { firstName: first_name, lastName: last_name, phoneNumber: phone_number } = drawn;
  const words = toStoredWords('app_user', { first_name, last_name, phone_number, customer_id: `N-${id}` });
  return { ...drawn, words };
});
const place = fc.record({ street: name, city: name });

const INSERT_PERSON = `insert into app_user (id, first_name, last_name, phone_number, customer_id, created, last_updated,
  address_id, first_name_folded, last_name_folded, customer_id_folded, words)
  values (?1, ?2, ?3, ?4, 'N-' || ?1, '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z', ?5, '', '', 'n-' || ?1, ?6)`;
const INSERT_PLACE = `insert into address (id, street, street_number, city_code, city, country, street_folded,
  street_number_folded, city_code_folded, city_folded, country_folded, words)
  values (?1, ?2, '1', '1', ?3, 'NO', '', '', '', '', '', ?4)`;

const insert = fc.tuple(person, pick).map(
  ([make, home]): Write =>
    async () => {
      const id = ++created;
      const { firstName, lastName, phoneNumber, words } = make(id);
      const address = await pickId('address', home);
      return run(INSERT_PERSON, id, firstName, lastName, phoneNumber, address, words).run();
    },
);
const insertHousehold = fc.tuple(person, place).map(
  ([make, { street, city }]): Write =>
    () => {
      const id = ++created;
      const { firstName, lastName, phoneNumber, words } = make(id);
      return env.DB.batch([
        run(INSERT_PLACE, id, street, city, toStoredWords('address', { street, city })),
        run(INSERT_PERSON, id, firstName, lastName, phoneNumber, id, words),
      ]);
    },
);
const rename = fc.tuple(person, pick).map(
  ([make, at]): Write =>
    async () => {
      const id = (await pickId('app_user', at)) ?? 0;
      const { firstName, lastName, words } = make(id);
      const sql = 'update app_user set first_name = ?2, last_name = ?3, words = ?4 where id = ?1';
      return run(sql, id, firstName, lastName, words).run();
    },
);
const renameAll = person.map(
  (make): Write =>
    () =>
      run('update app_user set words = ?1 where id % 3 = 0', make(1).words).run(),
);
const move = fc.tuple(pick, pick, person).map(
  ([at, home, make]): Write =>
    async () => {
      const [id, address] = [await pickId('app_user', at), await pickId('address', home)];
      return run(
        'update app_user set address_id = ?2, words = ?3 where id = ?1',
        id,
        address,
        make(id ?? 0).words,
      ).run();
    },
);
const changePlace = fc.tuple(place, pick).map(
  ([{ street, city }, at]): Write =>
    async () => {
      const sql = 'update address set street = ?2, city = ?3, words = ?4 where id = ?1';
      return run(sql, await pickId('address', at), street, city, toStoredWords('address', { street, city })).run();
    },
);
const touch = pick.map(
  (at): Write =>
    async () => {
      const id = await pickId('app_user', at);
      return run(`update app_user set words = words, address_id = address_id, gender = 'male' where id = ?1`, id).run();
    },
);
const remove = pick.map(
  (at): Write =>
    async () =>
      run('delete from app_user where id = ?1', await pickId('app_user', at)).run(),
);
const removeHousehold = pick.map(
  (at): Write =>
    async () => {
      const id = await pickId('address', at);
      return env.DB.batch([
        run('delete from app_user where address_id = ?1', id),
        run('delete from address where id = ?1 and (select count(*) from address) > 1', id),
      ]);
    },
);
const removeMost: fc.Arbitrary<Write> = fc.constant(() => run('delete from app_user where id % 5 > 0').run());

const writes = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: insert },
    { weight: 3, arbitrary: insertHousehold },
    { weight: 3, arbitrary: rename },
    { weight: 1, arbitrary: renameAll },
    { weight: 3, arbitrary: move },
    { weight: 3, arbitrary: changePlace },
    { weight: 1, arbitrary: touch },
    { weight: 3, arbitrary: remove },
    { weight: 2, arbitrary: removeHousehold },
    { weight: 1, arbitrary: removeMost },
  ),
  { minLength: 1, maxLength: 8 },
);

beforeAll(() => storeContacts(drawContacts(40, 7)));

describe('the index of words', () => {
  it('is true of contacts stored at once', async () => {
    expect((await readNaively()).size).toBeGreaterThan(40);
    await expectTrue();
  });

  it('is true whatever is written', async () => {
    await fc.assert(
      fc.asyncProperty(writes, async (writes) => {
        for (const write of writes) await write();
        await expectTrue();
      }),
      { numRuns: runs(20) },
    );
    await run(`insert into contact_word (contact_word) values ('integrity-check')`).run();
  });

  it('does not change the id that an insert tells', async () => {
    const id = ++created;
    const { meta } = await run(INSERT_PERSON, id, 'A', 'B', null, await pickId('address', 0), ' zzyzx ').run();
    expect(meta.last_row_id).toBe(id);
    await expectTrue();
  });

  it('holds the contacts up to where it has been built, and the words below where they have been listed', async () => {
    await env.DB.batch([
      run('delete from app_user'),
      run(`update search_state set indexed_to = ?1, listed_to = 'n'`, created + 1),
    ]);
    const home = await pickId('address', 0);
    await run(`update address set words = ' ' where id = ?1`, home).run();
    for (const words of [' anna olsen ', ' anna '])
      await run(INSERT_PERSON, ++created, 'A', 'B', null, home, words).run();
    expect(await match(['"anna"', '"olsen"'])).toEqual({
      '"anna"': String(created - 1),
      '"olsen"': String(created - 1),
    });
    expect(await run('select word, contacts from word').raw()).toEqual([['anna', 1]]);
    await run(`update address set words = ' oslo bergen ' where id = ?1`, home).run();
    await run(`update app_user set words = ' otto ' where id = ?1`, created).run();
    expect(await match(['"bergen"', '"otto"'])).toEqual({ '"bergen"': String(created - 1), '"otto"': '' });
    expect(await run('select word, contacts from word order by word').raw()).toEqual([
      ['anna', 1],
      ['bergen', 1],
    ]);
    await run('delete from app_user').run();
    expect(await run('select count(*) from word, contact_term where doc > 0').raw()).toEqual([[0]]);
  });
});
