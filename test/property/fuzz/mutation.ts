// Sound requests with bytes of them changed: parts taken out, doubled, turned round, put elsewhere, or garbage put in.
import fc from 'fast-check';
import { ADA } from '../../support/contacts.ts';
import { FIXED } from '../../support/guard.ts';
import { GARBAGE, ODD } from './grammar.ts';

/** A request as it is sent; `body` may be no text at all. */
export interface Fuzzed {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
}

const LISTS = [
  ...FIXED,
  'country=NO&points.gte=100&sort=-points,last_name&limit=100',
  'q=anna+ols&city.in=Oslo,Bergen&created.between=2025-01-01,2025-12-31&fields=id,first_name,city',
  'any=country%3DNO&any=city%3DOslo%26points.gte%3D100&count=exact&facet=city,gender',
  'sort=last_name&seek=M&highlight=true&q="anna"&explain=true',
  'gender.null=true&birthday.null=false&id.nin=1,2,3&last_activity.lt=2025-01-01T00:00:00Z',
];

const PATHS = [
  ...LISTS.map((search) => `/v1/contacts?${search}`),
  ...['/v1/contacts/count?count=exact&q=anna', '/v1/contacts/stops?sort=-city&country=NO', '/v1/contacts/version'],
  ...[
    '/v1/contacts/export?format=csv&sort=city&excel=true',
    '/v1/contacts/export?format=ndjson&after=7',
    '/contacts/7?q=a',
  ],
  ...[
    '/v1/contacts/7',
    '/v1/contacts/7/avatar.svg',
    '/v1/contacts/fields',
    '/healthz',
    '/',
    '/?q=anna&sort=city',
    '/session',
  ],
];

const { street: _s, street_number: _n, city_code: _c, city: _i, country: _o, ...PERSON } = ADA;
const QUERY = {
  country: 'NO',
  'city.in': ['Oslo'],
  any: [{ 'points.gte': 100 }, { gender: null }],
  sort: '-points',
  limit: 9,
};
const OPERATIONS = [
  { op: 'create', contact: ADA },
  { op: 'update', id: 7, changes: { points: 3, city: 'Bergen' } },
  { op: 'delete', id: 8 },
];

/** Bodies, and where each is sent. */
const SENT: [method: string, path: string, body: unknown][] = [
  ['POST', '/v1/contacts', ADA],
  ['POST', '/v1/contacts', { ...PERSON, address_id: 3, points: 5, birthday: '1980-02-29', gender: null }],
  [
    'PATCH',
    '/v1/contacts/7',
    { points: 412, phone_number: null, last_activity: '2025-01-01T00:00:00Z', street: 'Torget' },
  ],
  ['DELETE', '/v1/contacts/9', null],
  ['POST', '/v1/contacts/batch', { operations: OPERATIONS }],
  ['QUERY', '/v1/contacts', QUERY],
  ['POST', '/v1/contacts/search', { ...QUERY, q: 'anna ol', facet: ['city'], fields: ['id', 'city'], count: 'exact' }],
  [
    'POST',
    '/v1/contacts/actions',
    { filter: { country: 'NO', 'points.lt': 100 }, op: 'update', changes: { points: 100 } },
  ],
  ['POST', '/v1/contacts/actions', { filter: { q: 'anna' }, op: 'delete', confirm: 'x' }],
  ['POST', '/v1/contacts/actions', { next: 'x' }],
  ['POST', '/session', { token: 'x' }],
];

const NUMBERS = ['-1', '0', '1e400', '9007199254740993', '1.0000000000000001', '-0', '0x7'];
const BYTES = [0, 9, 10, 13, 0x22, 0x5c, 0x7f, 0x80, 0xc3, 0xed, 0xa0, 0xff];
const encoder = new TextEncoder();

const KINDS = ['cut', 'double', 'put', 'flip', 'move', 'end'] as const;
const token = fc.constantFrom(...[...GARBAGE, ...ODD, ...NUMBERS, '{', '}', '[', ']', ':', ',', '"', '\\u0000']);
const change = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 12 }),
  to: fc.nat(),
  token,
});
type ChangeOf = typeof change extends fc.Arbitrary<infer T> ? T : never;
const changes = fc.array(change, { maxLength: 4 });

/** The bytes with the changes made in turn. */
function mutate(bytes: Uint8Array, changes: ChangeOf[]): Uint8Array {
  let all = [...bytes];
  for (const { kind, at, length, to, token } of changes) {
    const from = at % (all.length + 1);
    const part = all.slice(from, from + length);
    if (kind === 'cut') all.splice(from, length);
    else if (kind === 'double') all.splice(from, 0, ...part, ...part);
    else if (kind === 'put') all.splice(from, 0, ...encoder.encode(token));
    else if (kind === 'flip' && from < all.length) all[from] = BYTES[to % BYTES.length]!;
    else if (kind === 'move') all.splice(to % (all.length + 1), 0, ...all.splice(from, length));
    else if (kind === 'end') all = all.slice(0, from);
  }
  return Uint8Array.from(all);
}

/** An address takes no bytes but those of ASCII: the others are sent encoded. */
const toAddress = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) =>
    byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`,
  ).join('');

/** Bytes in a header: no ends of lines, which no client can send. */
const value = fc
  .oneof(
    fc.constantFrom(
      '*',
      'W/"x"',
      '"',
      ',,,',
      'first-primary',
      `${'0'.repeat(8)}-${'0'.repeat(8)}-${'0'.repeat(8)}-${'0'.repeat(32)}`,
    ),
    fc.constantFrom(
      `${'0'.repeat(20)}.${'0'.repeat(15)}`,
      'Bearer x',
      '__Host-kartei=x',
      'same-origin',
      'text/csv',
      'key',
    ),
    fc.constantFrom(
      'application/json',
      'application/merge-patch+json',
      'http://localhost',
      'https://evil.example',
      'bytes=0-1',
    ),
    fc.string({ unit: fc.constantFrom(...'aZ09*/+;=,."W- q\u0001'), maxLength: 30 }),
  )
  .map((text) => text.trim());
const NAMES = [
  ...[
    'Accept',
    'Accept-Language',
    'If-Match',
    'If-None-Match',
    'X-D1-Bookmark',
    'X-Data-Version',
    'X-Request-Id',
    'Origin',
  ],
  ...[
    'Cookie',
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'Range',
    'Sec-Fetch-Site',
    'CF-Connecting-IP',
    'CF-Ray',
  ],
  ...['Access-Control-Request-Method', 'X-HTTP-Method-Override', 'Content-Encoding', 'Prefer'],
];
const headers = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 2 });

const ofAddress = fc
  .tuple(fc.constantFrom('GET', 'GET', 'GET', 'GET', 'HEAD'), fc.constantFrom(...PATHS), changes, headers)
  .map(([method, path, changes, headers]): Fuzzed => {
    const mutated = toAddress(mutate(encoder.encode(path.slice(1)), changes));
    return { method, path: `/${mutated}`, headers, body: null };
  });

const ofBody = fc
  .tuple(fc.constantFrom(...SENT), changes, headers)
  .map(([[method, path, body], changes, headers]): Fuzzed => {
    const sent = { 'Content-Type': 'application/json', ...headers };
    const text = encoder.encode(body === null ? '' : JSON.stringify(body));
    return { method, path, headers: sent, body: mutate(text, changes) };
  });

/** Two of three are addresses. */
export const drawMutated: fc.Arbitrary<Fuzzed> = fc.oneof(
  { arbitrary: ofAddress, weight: 2 },
  { arbitrary: ofBody, weight: 1 },
);
