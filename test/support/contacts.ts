// Contacts for the tests: drawn with ties, missing values and many scripts, put into D1 as the Worker stores them.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import type { Row } from '../../src/db/result.ts';
import { toRow } from '../../src/write/statements/row.ts';

export interface Contact {
  id: number;
  first_name: string;
  last_name: string;
  gender: 'female' | 'male' | 'diverse' | null;
  customer_id: string;
  phone_number: string | null;
  created: string;
  birthday: string | null;
  last_updated: string;
  address_id: number;
  street: string;
  street_number: string;
  city_code: string;
  city: string;
  country: string;
  relationship_id: number;
  points: number;
  relationship_created: string;
  last_activity: string | null;
}

/** What a client sends to create a contact whom none of the drawn ones is. */
export const ADA = {
  first_name: 'Åda',
  last_name: 'Ölsen',
  customer_id: 'NEW-1',
  street: 'Storgata',
  street_number: '5b',
  city_code: '0155',
  city: 'Oslo',
  country: 'NO',
};

const NAMES = [
  'Anna', 'anna', 'Änna', 'ANNABEL', 'Özil', 'Ozil', 'Oz', 'Müller', 'Muller', 'Straße', 'Strasse', 'Łukasz', 'Đorđe', 'Þór',
  'Ærø', 'Œuvre', 'Søren', 'Işık', 'İpek', '王', '王芳', '山田', 'やまだ', 'ガ', '김', '김민준', 'Иван', 'Ελένη', 'محمد', '😀', '𝒜da',
  "O'Brien", 'de, la', '%', '_', 'a b', 'ﬁn', 'Ⅷ', '[x]', '"q"', '\ue000', 'z',
]; // biome-ignore format: a table of names reads better dense

const name = fc.constantFrom(...NAMES);
const second = fc.constantFrom('00:00:00', '23:59:59', '12:00:00', '08:30:00');
const day = fc.constantFrom('2024-02-29', '2024-12-31', '2025-01-01', '2025-01-31', '2025-02-01');
const datetime = fc.tuple(day, second).map(([day, second]) => `${day}T${second}Z`);

interface DrawnAddress {
  street: string;
  street_number: string;
  city_code: string;
  city: string;
  country: string;
}

const drawnAddress: fc.Arbitrary<DrawnAddress> = fc.record({
  street: name,
  street_number: fc.constantFrom('1', '2', '10', '7b', '7B'),
  city_code: fc.constantFrom('0150', '10115', 'SW1A 1AA', '100-0001'),
  city: name,
  country: fc.constantFrom('NO', 'DE', 'JP'),
});

const drawnPerson = fc.record({
  first_name: name,
  last_name: name,
  gender: fc.constantFrom('female' as const, 'male' as const, 'diverse' as const, null),
  phone_number: fc.constantFrom('+4712345678', '+4915112345678', '+81312345678', null),
  created: datetime,
  birthday: fc.option(day, { nil: null }),
  last_updated: datetime,
  household: fc.nat(),
  points: fc.constantFrom(0, 1, 5, 100, 2_000_000_000),
  relationship_created: datetime,
  last_activity: fc.option(datetime, { nil: null }),
  shuffle: fc.nat(),
});

/** `number` contacts; about a third of the addresses are shared; relationship ids run in another order than ids. */
export function drawContacts(number: number, seed: number): Contact[] {
  const [people] = fc.sample(
    fc.array(drawnPerson, {
      minLength: number,
      maxLength: number,
      size: 'max',
    }),
    {
      seed,
      numRuns: 1,
    },
  );
  const homes = Math.ceil((number * 2) / 3);
  const [addresses] = fc.sample(fc.array(drawnAddress, { minLength: homes, maxLength: homes, size: 'max' }), {
    seed,
    numRuns: 1,
  });
  const order = people!.map((person, at) => [person.shuffle, at] as const).sort(([a], [b]) => a - b);
  const relationshipIds = new Map(order.map(([, at], rank) => [at, rank + 1]));
  return people!.map(({ household, shuffle: _, ...person }, at) => {
    const home = at < homes ? at : household % homes; // every address has a contact
    return {
      ...person,
      id: at + 1,
      customer_id: `K-${(at * 7919) % 100_003}${at % 2 ? 'x' : 'X'}`,
      address_id: home + 1,
      relationship_id: relationshipIds.get(at)!,
      ...addresses![home]!,
    };
  });
}

/** Stores the contacts in the empty tables and says so in data_state. */
export async function storeContacts(contacts: Contact[]): Promise<void> {
  const homes = [...new Map(contacts.map((contact) => [contact.address_id, contact])).values()];
  await insert('address', homes, (c) => ({ ...toRow('address', c), id: c.address_id }));
  await insert('app_user', contacts, ({ id, created, last_updated, address_id, ...c }) => ({
    ...toRow('app_user', c),
    ...{ id, created, last_updated, address_id },
  }));
  await insert('customer_relationship', contacts, (c) => ({
    ...toRow('customer_relationship', c),
    ...{ id: c.relationship_id, appuser_id: c.id, created: c.relationship_created },
  }));
  await env.DB.prepare('update data_state set contacts = (select count(*) from app_user), version = version + 1').run();
}

async function insert(table: string, rows: Contact[], toColumns: (contact: Contact) => Row): Promise<void> {
  const columns = Object.keys(toColumns(rows[0]!));
  const values = columns.map((_, at) => `value->>${at}`);
  for (let at = 0; at < rows.length; at += 5000)
    await env.DB.prepare(`insert into ${table} (${columns}) select ${values} from json_each(?)`)
      .bind(JSON.stringify(rows.slice(at, at + 5000).map((contact) => Object.values(toColumns(contact)))))
      .run();
}
