// Random requests: whatever a client sends, the answer is sound JSON or a problem document that names what was sent;
// and whatever a sound query asks at once, it is answered.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS, type FieldName, OPERATORS } from '../../src/contact/fields.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { type Filter, list } from '../support/oracle.ts';
import { readProblem, request } from '../support/problem.ts';
import { runs } from '../support/runs.ts';

const contacts = drawContacts(80, 3);
const tokens: string[] = [];

beforeAll(async () => {
  await storeContacts(contacts);
  for (const search of ['limit=1', 'sort=-city,points&limit=2', 'gender.null=true&sort=birthday&limit=1']) {
    const response = await request(`/v1/contacts?${search}`);
    const { page } = await response.json<{ page: { next: string } }>();
    tokens.push(page.next);
  }
});

const OPTIONS = [
  'sort',
  'limit',
  'cursor',
  'seek',
  'fields',
  'count',
  'explain',
  'format',
  'q',
  'facet',
  'highlight',
  'any',
];
const KNOWN = new Set([
  ...OPTIONS,
  ...FIELD_NAMES.flatMap((name) => [name, ...OPERATORS.map((op) => `${name}.${op}`)]),
]);

const ODD = [
  '', ' ', '0', '-0', '-1', '1.5', '1e999', '9'.repeat(400), 'NaN', 'Infinity', 'null', 'undefined', 'true', '[object Object]',
  "' or 1=1 --", '"; drop table app_user; --', "x') union select * from sqlite_master --", '%', '%25%', '_', '\\', '?1', ':a', '@a', '$1',
  '[', ']', '[]', '[[]]', '["a"', '["a","b"]', '{}', '{"a":1}', '["\\u0000"]', '["\\ud800"]', '[1e400]', '[1,2,3]', '["'.repeat(400),
  '\0', 'a\0b', '\ufeff', '\u202eabc', '😀', '👩‍👩‍👧', 'e\u0301', '\u0301', '\u{10ffff}', '\ud7ff', 'ﷺ', 'ß', 'İ', 'Σ', '１２', '2025-02-30', '0000-01-01',
  '9999-12-31T23:59:60Z', '2025-01-01T00:00:00+00:00', 'a'.repeat(5000), 'é'.repeat(900), ','.repeat(300), '1,'.repeat(60), 'last', '../..', '<script>', 'a\r\nb: c',
]; // biome-ignore format: a table of values reads better dense
const GARBAGE = [
  '%',
  '%zz',
  '%F',
  '%FF',
  '%C3',
  '%00',
  '%u0041',
  '%ED%A0%80',
  '+',
  '#x',
  ';',
  '&',
  '&&',
  '=',
  '==',
  '?',
  '%26',
  '%3D',
];

const soundName = fc.constantFrom(...KNOWN);
const nearMiss = fc
  .tuple(soundName, fc.nat(), fc.constantFrom('', '_', '.', 'x', 'é', '%20', 'A'))
  .map(([name, at, change]) => name.slice(0, at % name.length) + change + name.slice((at % name.length) + 1));
const oddName = fc.constantFrom(
  '',
  '.',
  '..',
  '__proto__',
  'constructor',
  'toString.eq',
  'id.__proto__',
  'sort[]',
  '$where',
);
const anyText = fc.string({ unit: 'binary', maxLength: 12 });
const encoded = (text: fc.Arbitrary<string>) => text.map((text) => encodeURIComponent(text.toWellFormed()));
const garbage = fc.array(fc.oneof(fc.constantFrom(...GARBAGE), fc.constantFrom('a', '1', 'city')), { maxLength: 4 });

const rawName = fc.oneof(
  { arbitrary: soundName, weight: 8 },
  { arbitrary: encoded(nearMiss), weight: 3 },
  { arbitrary: encoded(oddName), weight: 1 },
  { arbitrary: encoded(anyText), weight: 1 },
  { arbitrary: garbage.map((parts) => parts.join('')), weight: 1 },
);
const someCursor = fc.tuple(fc.nat(), fc.nat(), fc.string({ maxLength: 2 })).map(([which, at, change]) => {
  const token = tokens[which % tokens.length]!;
  return encodeURIComponent(change === '' ? token : token.slice(0, at % token.length) + change.toWellFormed());
});
const storedValue = fc
  .constantFrom(...contacts.slice(0, 20).flatMap((contact) => Object.values(contact)))
  .map((value) => encodeURIComponent(String(value)));
const rawValue = fc.oneof(
  { arbitrary: storedValue, weight: 4 },
  { arbitrary: encoded(fc.constantFrom(...ODD)), weight: 4 },
  {
    arbitrary: encoded(fc.array(fc.constantFrom(...FIELD_NAMES, '-points', 'x'), { maxLength: 5 }).map(String)),
    weight: 2,
  },
  { arbitrary: encoded(anyText), weight: 1 },
  { arbitrary: fc.bigInt().map(String), weight: 1 },
  { arbitrary: someCursor, weight: 2 },
  {
    arbitrary: fc.tuple(rawName, storedValue).map(([name, value]) => encodeURIComponent(`${name}=${value}`)),
    weight: 1,
  },
  { arbitrary: garbage.map((parts) => parts.join('')), weight: 1 },
);
const pair = fc
  .tuple(rawName, fc.option(rawValue, { freq: 12 }))
  .map(([name, value]) => (value === null ? name : `${name}=${value}`));
const rawPath = fc.oneof(
  { arbitrary: fc.constant('/v1/contacts'), weight: 12 },
  {
    arbitrary: fc.constantFrom(
      ...['/', '/healthz', '/openapi.json', '/v1/contacts/fields', '/v1/contacts/1', '/v1/contacts/', '/v1'],
      ...['/v1/contacts/count', '/v1/contacts/stops', '/v1/contacts/version', '/v1/contacts/search'],
    ),
    weight: 3,
  },
  { arbitrary: rawValue.map((id) => `/v1/contacts/${id}`), weight: 2 },
  { arbitrary: rawValue.map((path) => `/${path}`), weight: 1 },
);
const method = fc.oneof(
  { arbitrary: fc.constant('GET'), weight: 12 },
  {
    arbitrary: fc.constantFrom('HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND', 'REPORT'),
    weight: 1,
  },
);
const visible = fc.string({ unit: fc.constantFrom(...'aZ09*/+;=,."W- q'), maxLength: 20 });
const headers = fc.record(
  {
    Accept: fc.oneof({ arbitrary: fc.constant('*/*'), weight: 4 }, { arbitrary: visible, weight: 1 }),
    'If-None-Match': fc.oneof(fc.constantFrom('*', 'W/"1.x"', '"', ',,,'), visible),
    'X-D1-Bookmark': fc.oneof(visible, fc.constantFrom('first-primary', '00000000-00000000-00000000-0')),
    'X-Data-Version': fc.oneof(visible, fc.bigInt().map(String)),
    'X-Request-Id': fc.oneof(visible, fc.constant('x'.repeat(300))),
  },
  { requiredKeys: [] },
);

describe('any request', () => {
  it('is answered with sound JSON, or told in a problem document what is wrong with it', async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        rawPath,
        fc.oneof(fc.constant([]), fc.array(pair, { maxLength: 5 })),
        method,
        headers,
        async (path, pairs, method, headers) => {
          const { pathname, search } = new URL(
            `http://localhost${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`,
          );
          const response = await request(pathname + search, { method, headers });
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
          expect(response.headers.get('X-Request-Id')).toMatch(/^[\w=-]{1,255}$/);
          if (method === 'HEAD' || response.status === 304 || response.status === 204) {
            expect(response.status).toBeLessThan(500);
            expect(await response.text()).toBe('');
          } else if (response.status === 200) {
            const body = await response.json();
            if (pathname === '/v1/contacts') expectAnswerTo(search, body);
          } else {
            expect(response.status).toBeLessThan(500);
            const { errors } = await readProblem(response);
            const sent = namesIn(search);
            for (const { parameter } of errors ?? []) expect([...sent, ...Object.keys(headers)]).toContain(parameter);
          }
        },
      ),
      { numRuns: runs(1000), endOnFailure: true },
    );
    for (const status of [200, 400, 404, 405]) expect(statuses.get(status)).toBeGreaterThan(0);
  });
});

/** The names in a query string, as they stand and decoded. */
function namesIn(search: string): string[] {
  return search
    .slice(1)
    .split('&')
    .map((pair) => pair.split('=', 1)[0]!)
    .flatMap((name) => {
      try {
        return [name, decodeURIComponent(name.replaceAll('+', ' '))];
      } catch {
        return [name];
      }
    });
}

/** Nothing that was answered was ignored: every name is one that there is, and the page is within its limit. */
function expectAnswerTo(search: string, body: unknown): void {
  const { data, page } = body as { data: Contact[]; page: { limit: number } };
  for (const name of new URLSearchParams(search).keys()) expect(KNOWN).toContain(name);
  const limit = new URLSearchParams(search).get('limit') ?? '50';
  expect(page.limit).toBe(Number(limit));
  expect(data.length).toBeLessThanOrEqual(page.limit);
}

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
      { numRuns: runs(30), endOnFailure: true },
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
