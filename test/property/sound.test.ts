// Random sound queries: whatever one asks at once, up to the limits, it is answered.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS, type FieldName } from '../../src/contact/fields.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { type Filter, list } from '../support/oracle.ts';
import { request } from '../support/problem.ts';
import { runs } from '../support/runs.ts';

const contacts = drawContacts(80, 3);
beforeAll(() => storeContacts(contacts));
const field = fc.constantFrom(...FIELD_NAMES);

/** A sound condition, often with as many values as a list may have, and mostly one that keeps what is stored. */
const soundCondition: fc.Arbitrary<Filter> = field.chain((name) => {
  const { operators } = FIELDS[name];
  const value = soundValue(name);
  const operator = fc.oneof({ arbitrary: fc.constantFrom('ne', 'nin'), weight: 5 }, fc.constantFrom(...operators));
  return operator.chain((operator) => {
    const drawn: Record<string, fc.Arbitrary<string[]>> = {
      null: fc.constantFrom('true', 'false').map((value) => [value]),
      between: value.map((value) => [value, value]),
      in: fc.array(value, { minLength: 1, maxLength: 50, size: 'max' }),
      nin: fc.array(value, { minLength: 1, maxLength: 50, size: 'max' }),
    };
    return (drawn[operator] ?? value.map((value) => [value])).map((values) => ({ field: name, operator, values }));
  });
});

function soundValue(name: FieldName): fc.Arbitrary<string> {
  const { type, values } = FIELDS[name];
  if (type === 'integer') return fc.integer({ min: -5, max: 90 }).map(String);
  if (type === 'enum') return fc.constantFrom(...values!);
  if (type === 'text')
    return fc
      .string({ unit: fc.constantFrom('a', 'z', 'é', '王', '😀', '%', ' ', '"'), minLength: 1, maxLength: 3 })
      .filter((text) => name !== 'phone_number' || !text.startsWith(' ')); // there it stands for a plus sign
  return fc.integer({ min: 19_700, max: 20_200 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
}

function toPair({ field, operator, values }: Filter): [string, string] {
  const isList = operator === 'in' || operator === 'nin' || operator === 'between';
  return [`${field}.${operator}`, isList ? JSON.stringify(values) : values[0]!];
}

const soundSort = fc
  .uniqueArray(field, { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom(name, `-${name}`))))
  .map(String);

describe('any sound query', () => {
  it('is answered, with as many conditions and values as are taken, by what a naive filter keeps', async () => {
    const conditions = fc.uniqueArray(soundCondition, {
      minLength: 1,
      maxLength: 20,
      selector: ({ field, operator }) => `${field}.${operator}`,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(conditions, soundSort, async (conditions, sort) => {
        const search = new URLSearchParams([
          ...conditions.map(toPair),
          ['sort', sort],
          ['limit', '200'],
          ['fields', 'id'],
        ]);
        fc.pre(search.toString().length < 8000);
        const wanted = list(contacts, conditions, []).map(({ id }) => id);
        for (const end of ['', '&cursor=last']) {
          const response = await request(`/v1/contacts?${search}${end}`);
          const { data } = await response.json<{ data: Contact[] }>();
          const found = data?.map(({ id }) => id).sort((a, b) => a - b);
          expect([search.toString(), response.status, found]).toEqual([search.toString(), 200, wanted]);
        }
      }),
      { numRuns: runs(15, 300), endOnFailure: true },
    );
  });

  it('goes on from any row with the widest statement that can be asked', async () => {
    const days = Array.from({ length: 50 }, (_, at) => new Date(2e11 + at * 2e9).toISOString().slice(0, 10));
    const twoDays = '2001-01-01,2002-01-01';
    const search = [
      `last_activity.nin=${days}`,
      ...['created', 'last_updated', 'relationship_created'].flatMap((name) => [
        `${name}.nin=${twoDays}`,
        `${name}.gte=2000-01-01`,
        `${name}.lte=2100-01-01`,
      ]),
      ...['first_name', 'last_name', 'customer_id', 'street', 'street_number', 'city_code', 'city'].map(
        (name) => `${name}.gte=%01`,
      ),
      ...['points', 'address_id'].map((name) => `${name}.between=0,2000000000`),
      'birthday.ne=2001-01-01',
      'sort=-last_activity,phone_number,-birthday',
      'limit=3',
    ].join('&');
    let cursor: string | null = null;
    let rows = 0;
    do {
      const response = await request(`/v1/contacts?${search}${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect([response.status, rows]).toEqual([200, rows]);
      const { data, page } = await response.json<{ data: Contact[]; page: { next: string | null } }>();
      rows += data.length;
      cursor = page.next;
    } while (cursor !== null);
    expect(rows).toBe(contacts.length);
  });

  it('is answered though it needs more parameters, or a deeper condition, than D1 takes', async () => {
    const days = (number: number) =>
      Array.from({ length: number }, (_, at) => new Date(1.5e12 + at * 3e9).toISOString().slice(0, 10)).join();
    const between = [
      'first_name',
      'last_name',
      'customer_id',
      'phone_number',
      'street',
      'street_number',
      'city_code',
      'city',
      'country',
    ];
    const numbers = ['id', 'address_id', 'relationship_id', 'points'];
    const wide = [
      `created.in=${days(15)}`,
      ...['last_updated', 'relationship_created', 'last_activity'].map((field) => `${field}.nin=${days(2)}`),
      ...between.map((field) => `${field}.between=0,zz`),
      ...numbers.map((field) => `${field}.between=0,999999`),
      'gender.in=female,male,diverse',
    ];
    const characters = Array.from({ length: 100 }, (_, at) => String.fromCodePoint(0x4e00 + 7 * at)).join('');
    const cities = Array.from({ length: 50 }, (_, at) => `c${at}`).join();
    for (const search of [wide.join('&'), `id=5&city.nin=${cities}&q=${encodeURIComponent(characters)}`]) {
      const response = await request(`/v1/contacts?${search}`);
      expect([search, response.status]).toEqual([search, 200]);
    }
  });
});
