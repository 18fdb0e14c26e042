// Edits of contacts and addresses that are drawn, made in SQL past the Worker.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { toStoredWords } from '../../../src/contact/words.ts';
import { pickId, run, takeId, type Write } from './rows.ts';

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

const person = fc.record({ firstName: name, lastName: name, phoneNumber: phone }).map((drawn) => (id: number) => {
  const { firstName: first_name, lastName: last_name, phoneNumber: phone_number } = drawn;
  const words = toStoredWords('app_user', { first_name, last_name, phone_number, customer_id: `N-${id}` });
  return { ...drawn, words };
});

const place = fc.record({ street: name, city: name });

export const INSERT_PERSON = `insert into app_user (id, first_name, last_name, phone_number, customer_id, created, last_updated,
  address_id, first_name_folded, last_name_folded, customer_id_folded, words)
  values (?1, ?2, ?3, ?4, 'N-' || ?1, '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z', ?5, '', '', 'n-' || ?1, ?6)`;

const INSERT_PLACE = `insert into address (id, street, street_number, city_code, city, country, street_folded,
  street_number_folded, city_code_folded, city_folded, country_folded, words)
  values (?1, ?2, '1', '1', ?3, 'NO', '', '', '', '', '', ?4)`;

const insert = fc.tuple(person, pick).map(
  ([make, home]): Write =>
    async () => {
      const id = takeId();
      const { firstName, lastName, phoneNumber, words } = make(id);
      const address = await pickId('address', home);
      return run(INSERT_PERSON, id, firstName, lastName, phoneNumber, address, words).run();
    },
);

const insertHousehold = fc.tuple(person, place).map(
  ([make, { street, city }]): Write =>
    () => {
      const id = takeId();
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

export const deleteContact = pick.map(
  (at): Write =>
    async () =>
      run('delete from app_user where id = ?1', await pickId('app_user', at)).run(),
);

export const deleteHousehold = pick.map(
  (at): Write =>
    async () => {
      const id = await pickId('address', at);
      return env.DB.batch([
        run('delete from app_user where address_id = ?1', id),
        run('delete from address where id = ?1 and (select count(*) from address) > 1', id),
      ]);
    },
);

const deleteMost: fc.Arbitrary<Write> = fc.constant(() => run('delete from app_user where id % 5 > 0').run());

export const writes = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: insert },
    { weight: 3, arbitrary: insertHousehold },
    { weight: 3, arbitrary: rename },
    { weight: 1, arbitrary: renameAll },
    { weight: 3, arbitrary: move },
    { weight: 3, arbitrary: changePlace },
    { weight: 1, arbitrary: touch },
    { weight: 3, arbitrary: deleteContact },
    { weight: 2, arbitrary: deleteHousehold },
    { weight: 1, arbitrary: deleteMost },
  ),
  { minLength: 1, maxLength: 8 },
);
