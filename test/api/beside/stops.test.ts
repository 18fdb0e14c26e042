// Places to jump to: values at about equal distances through a list, told without reading it.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../src/contact/fields.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { gatherStatistics } from '../../../src/sql/sample.ts';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace, watchDatabase } from '../../support/edge.ts';
import { type Condition, compareKeys, type Filter, list, toKey } from '../../support/oracle.ts';
import { expectProblem, request } from '../../support/problem.ts';

const contacts = drawContacts(600, 8);
/** Runs of values are a hundredth of the list. */
const NEAR = 0.02;

beforeAll(async () => {
  await storeContacts(contacts);
  await gatherStatistics(openDatabase(env.DB), new Date());
});

interface Stops {
  data: { value: string | number; position: number }[];
  relation: string;
}

async function ask(search: string): Promise<Stops['data']> {
  const response = await request(`/v1/contacts/stops?${search}`);
  expect([search, response.status]).toEqual([search, 200]);
  const { data, relation, ...others } = await response.json<Stops>();
  expect([relation, others]).toEqual(['estimate', {}]);
  return data;
}

/** Holds that stops are in order, at most 100, and where they say. */
function expectStops(stops: Stops['data'], wanted: Contact[], field: keyof Contact): void {
  expect(stops.length).toBeLessThanOrEqual(100);
  expect(stops.length).toBeGreaterThan(0);
  const keys = wanted.map((contact) => toKey(contact, field));
  for (const [at, { value, position }] of stops.entries()) {
    const before = keys.indexOf(value);
    expect(before).toBeGreaterThanOrEqual(0);
    expect(Math.abs(before / keys.length - position)).toBeLessThanOrEqual(NEAR);
    if (at > 0) expect(keys.indexOf(stops[at - 1]!.value)).toBeLessThan(before);
    if (at > 0) expect(position).toBeGreaterThanOrEqual(stops[at - 1]!.position);
  }
}

const filter = (field: keyof Contact, operator: string, value: string): Filter => ({
  field,
  operator,
  values: [value],
});

describe('the stops of a list', () => {
  it.each(FIELD_NAMES.flatMap((field) => [[field, false] as const, [field, true] as const]))(
    'lie where they say in the order of %s, descending: %s',
    async (field, descending) => {
      const wanted = list(contacts, [], [{ field, descending }]);
      expectStops(await ask(`sort=${descending ? '-' : ''}${field}`), wanted, field);
    },
  );

  it('are about a hundredth of the list apart, as far as there are values', async () => {
    const stops = await ask('sort=customer_id');
    expect(stops.length).toBeGreaterThan(95);
    for (const [at, { position }] of stops.entries()) expect(Math.abs(position - at / 100)).toBeLessThanOrEqual(NEAR);
    expect(await ask('')).toEqual(await ask('sort=id'));
    expect((await ask('sort=gender')).map(({ value }) => value)).toEqual(['diverse', 'female', 'male']);
  });

  it('are those of the contacts that pass the filters', async () => {
    const sort = [{ field: 'last_name' as const, descending: true }];
    const filtered: [string, Condition[]][] = [
      ['country=NO', [filter('country', 'eq', 'NO')]],
      ['points.gte=5&birthday.null=false', [filter('points', 'gte', '5'), filter('birthday', 'null', 'false')]],
      ['city.contains=a', [filter('city', 'contains', 'a')]],
      [
        'any=country%3DNO&any=points%3D5',
        [{ field: null, any: [[filter('country', 'eq', 'NO')], [filter('points', 'eq', '5')]] }],
      ],
    ];
    for (const [search, conditions] of filtered)
      expectStops(await ask(`${search}&sort=-last_name`), list(contacts, conditions, sort), 'last_name');
    expect(await ask('points.lt=1&points.gt=1')).toEqual([]);
    const few = await ask('q=anna&sort=points');
    expect(few.map(({ value }) => value)).toEqual([...few].map(({ value }) => value).sort((a, b) => compareKeys(a, b)));
  });

  it('can each be jumped to', async () => {
    for (const { value } of (await ask('sort=city')).slice(0, 10)) {
      const { data } = await (await request(`/v1/contacts?sort=city&limit=1&seek=${encodeURIComponent(value)}`)).json<{
        data: Contact[];
      }>();
      expect(toKey(data[0]!, 'city')).toBe(value);
    }
  });

  it('are told without asking the database, once its statistics are known, and kept by clients', async () => {
    let trips = 0;
    const count = () => {
      trips += 1;
    };
    const place = openPlace([], { DB: watchDatabase(count) });
    await place.fetch('/v1/contacts/stops?sort=city');
    await place.settle();
    const before = trips;
    const response = await place.fetch('/v1/contacts/stops?sort=-points&country=NO');
    await place.settle();
    expect([response.status, trips]).toEqual([200, before]);
    const headers = { 'If-None-Match': response.headers.get('ETag')! };
    expect((await place.fetch('/v1/contacts/stops?sort=-points&country=NO', { headers })).status).toBe(304);
  });

  it('take the list’s filters and sort, and nothing that makes no sense', async () => {
    const { errors } = await expectProblem(
      '/v1/contacts/stops?limit=5&cursor=last&count=exact&fields=id&citty=1',
      'invalid-query',
    );
    expect(errors!.map(({ parameter }) => parameter)).toEqual(['limit', 'cursor', 'count', 'fields', 'citty']);
    expect((await expectProblem('/v1/contacts/stops?q=anna', 'invalid-query')).errors).toMatchObject([
      { parameter: 'sort', code: 'missing' },
    ]);
  });
});
