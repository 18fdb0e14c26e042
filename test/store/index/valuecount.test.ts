// Value counts: whatever is written to contacts and addresses, value_count says what counting them says.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELDS } from '../../../src/contact/fields.ts';
import { VALUE_COUNT_FIELDS } from '../../../src/plan/valuecount.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { runs } from '../../support/runs.ts';
import { deleteContact, deleteHousehold } from './edits.ts';
import { pickId, run, takeId, type Write } from './rows.ts';

/** The column of each field that the field table marks as counted: the triggers must count these and no other. */
const COLUMNS = VALUE_COUNT_FIELDS.map((field) => [field, FIELDS[field].key.name]);
const PERSON = ['first_name', 'last_name', 'gender'] as const;
const HOME = ['street', 'street_number', 'city_code', 'city', 'country'] as const;
const contacts = drawContacts(40, 7);
const rows = async (sql: string) => (await env.DB.prepare(sql).raw()).map(String).sort();

async function expectTrue(): Promise<void> {
  const counted: string[] = [];
  for (const [field, column] of COLUMNS)
    counted.push(
      ...(await rows(
        `select '${field}', ${column}, count(*) from app_user join address on address.id = address_id
         where ${column} is not null group by ${column}`,
      )),
    );
  expect(await rows('select field, key, contacts from value_count')).toEqual(counted.sort());
  await expectIndexed();
  const kept = await env.DB.prepare('select contacts from data_state').first('contacts');
  expect(kept).toBe(await env.DB.prepare('select count(*) as n from app_user').first('n'));
}

/** The dictionary has the values' grams and no others, under ids that are their fields' own. */
async function expectIndexed(): Promise<void> {
  await env.DB.prepare(`insert into value_gram (value_gram, rank) values ('integrity-check', 1)`).run();
  const astray = `select * from value_count left join value_field using (field) where id is null or number is null
    or id <= number * 4294967296 or id >= (number + 1) * 4294967296`;
  expect(await rows(astray)).toEqual([]);
}

const key = fc.constantFrom('anna', 'özil', '王', '', 'o\'brien "q"');
const gender = fc.constantFrom('female', 'male', 'diverse', null);
const pick = fc.nat();

const INSERT = `app_user (id, first_name, last_name, gender, customer_id, created, last_updated, address_id,
  first_name_folded, last_name_folded, customer_id_folded)
  values (?1, 'x', 'x', ?2, 'new-' || ?1, '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z', ?3, ?4, ?5, 'new-' || ?1)`;

const toInsert = (verb: string) =>
  fc.tuple(gender, pick, key, key).map(
    ([gender, home, first, last]): Write =>
      async () => {
        const address = await pickId('address', home);
        await run(`${verb} into ${INSERT}`, takeId(), gender, address, first, last).run();
      },
  );

const addHousehold = fc.tuple(gender, key, key).map(
  ([gender, first, city]): Write =>
    () => {
      const id = takeId();
      return env.DB.batch([
        run(`insert into address values (?1, 'x', '1', 'x', 'x', 'NO', ?2, '1', 'x', ?2, 'no', ' x ')`, id, city),
        run(`insert into ${INSERT}`, id, gender, id, first, first),
      ]);
    },
);

const changePerson = fc
  .tuple(pick, fc.subarray([...PERSON], { minLength: 1 }), key, gender)
  .map(([at, fields, key, gender]): Write => {
    const list = fields.map((field) => `${FIELDS[field].key.name} = ?`);
    const values = fields.map((field) => (field === 'gender' ? gender : key));
    return async () => run(`update app_user set ${list} where id = ?`, ...values, await pickId('app_user', at)).run();
  });

const renameAll = fc.tuple(key, gender).map(
  ([key, gender]): Write =>
    () =>
      run('update app_user set first_name_folded = ?1, gender = ?2 where id % 3 = 0', key, gender).run(),
);

const changeAddress = fc.tuple(pick, fc.subarray([...HOME], { minLength: 1 }), key).map(
  ([at, fields, key]): Write =>
    async () =>
      run(
        `update address set ${fields.map((field) => `${FIELDS[field].key.name} = ?1`)} where id = ?2`,
        key,
        await pickId('address', at),
      ).run(),
);

const changeAllAddresses = key.map(
  (key): Write =>
    () =>
      run('update address set city_folded = ?1', key).run(),
);

const move = fc.tuple(pick, pick, key).map(
  ([at, home, key]): Write =>
    async () =>
      run(
        'update app_user set address_id = ?1, last_name_folded = ?2 where id = ?3',
        await pickId('address', home),
        key,
        await pickId('app_user', at),
      ).run(),
);

const writes = fc.array(
  fc.oneof(
    toInsert('insert'),
    toInsert('insert or ignore'),
    addHousehold,
    changePerson,
    renameAll,
    changeAddress,
    changeAllAddresses,
    move,
    deleteContact,
    deleteHousehold,
  ),
  { minLength: 1, maxLength: 8 },
);

beforeAll(() => storeContacts(contacts));

describe('value counts', () => {
  it('are true of contacts stored at once', async () => {
    await expectTrue();
  });

  it('cost a write a few rows, however many values there are', async () => {
    const id = takeId();
    const writes = [
      run(`insert into ${INSERT}`, id, 'male', 1, 'a', 'b'),
      run('update app_user set first_name_folded = ?2, gender = null, address_id = 2 where id = ?1', id, 'c'),
      run('update address set city_folded = ?1 where id = 2', 'd'),
      run('delete from app_user where id = ?1', id),
    ];
    expect(await env.DB.prepare('select count(*) as n from value_count').first<number>('n')).toBeGreaterThan(100);
    for (const { meta } of await env.DB.batch(writes)) expect(meta.rows_read).toBeLessThan(60);
    await expectTrue();
  });

  it('stay true whatever is written', async () => {
    await fc.assert(
      fc.asyncProperty(writes, async (writes) => {
        for (const write of writes) {
          await write();
          await expectTrue();
        }
      }),
      { numRuns: runs(5, 120) },
    );
  });

  it('leave nothing behind when every contact is deleted', async () => {
    await env.DB.prepare('delete from app_user').run();
    expect(await rows('select * from value_count')).toEqual([]);
    await expectTrue();
  });

  it('are left alone while a load is unfinished', async () => {
    await env.DB.prepare('insert into seed_run values (1, 1, 1, 0, 0)').run();
    const home = await pickId('address', 0);
    await run(`insert into ${INSERT}`, takeId(), 'male', home, 'a', 'b').run();
    await run('update app_user set first_name_folded = ?1', 'c').run();
    await run('update address set city_folded = ?1', 'd').run();
    expect(await rows('select * from value_count')).toEqual([]);
    await env.DB.prepare('delete from app_user').run();
    expect(await rows('select contacts from data_state')).toEqual(['0']);
    await env.DB.prepare('update seed_run set finished = 1').run();
    await run(`insert into ${INSERT}`, takeId(), null, home, 'a', 'b').run();
    await expectTrue();
  });
});
