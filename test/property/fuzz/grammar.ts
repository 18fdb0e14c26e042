// Requests as a grammar draws them: names and values that there are, that nearly are, and that never were.
import fc from 'fast-check';
import { FIELD_NAMES, OPERATORS } from '../../../src/contact/fields.ts';
import { drawContacts } from '../../support/contacts.ts';

export const drawnContacts = drawContacts(80, 3);

/** Cursors that the Worker gave; whoever asks for some puts them here. */
export const tokens: string[] = [];

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
/** Every parameter that there is. */
export const KNOWN = new Set([
  ...OPTIONS,
  ...FIELD_NAMES.flatMap((name) => [name, ...OPERATORS.map((op) => `${name}.${op}`)]),
]);

export const ODD = [
  '', ' ', '0', '-0', '-1', '1.5', '1e999', '9'.repeat(400), 'NaN', 'Infinity', 'null', 'undefined', 'true', '[object Object]',
  "' or 1=1 --", '"; drop table app_user; --', "x') union select * from sqlite_master --", '%', '%25%', '_', '\\', '?1', ':a', '@a', '$1',
  '[', ']', '[]', '[[]]', '["a"', '["a","b"]', '{}', '{"a":1}', '["\\u0000"]', '["\\ud800"]', '[1e400]', '[1,2,3]', '["'.repeat(400),
  '\0', 'a\0b', '\ufeff', '\u202eabc', '😀', '👩‍👩‍👧', 'e\u0301', '\u0301', '\u{10ffff}', '\ud7ff', 'ﷺ', 'ß', 'İ', 'Σ', '１２', '2025-02-30', '0000-01-01',
  '9999-12-31T23:59:60Z', '2025-01-01T00:00:00+00:00', 'a'.repeat(5000), 'é'.repeat(900), ','.repeat(300), '1,'.repeat(60), 'last', '../..', '<script>', 'a\r\nb: c',
]; // biome-ignore format: a table of values reads better dense

export const GARBAGE = [
  '%', '%zz', '%F', '%FF', '%C3', '%00', '%u0041', '%ED%A0%80', '+', '#x', ';', '&', '&&', '=', '==', '?', '%26', '%3D',
]; // biome-ignore format: as the table above

const soundName = fc.constantFrom(...KNOWN);

const nearMiss = fc
  .tuple(soundName, fc.nat(), fc.constantFrom('', '_', '.', 'x', 'é', '%20', 'A'))
  .map(([name, at, change]) => name.slice(0, at % name.length) + change + name.slice((at % name.length) + 1));

const oddName = fc.constantFrom(
  '', '.', '..', '__proto__', 'constructor', 'toString.eq', 'id.__proto__', 'sort[]', '$where',
); // biome-ignore format: short

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
  .constantFrom(...drawnContacts.slice(0, 20).flatMap((contact) => Object.values(contact)))
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

export const pair = fc
  .tuple(rawName, fc.option(rawValue, { freq: 12 }))
  .map(([name, value]) => (value === null ? name : `${name}=${value}`));

export const rawPath = fc.oneof(
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

export const method = fc.oneof(
  { arbitrary: fc.constant('GET'), weight: 12 },
  {
    arbitrary: fc.constantFrom('HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND', 'REPORT'),
    weight: 1,
  },
);

const visible = fc.string({ unit: fc.constantFrom(...'aZ09*/+;=,."W- q'), maxLength: 20 });

export const headers = fc.record(
  {
    Accept: fc.oneof({ arbitrary: fc.constant('*/*'), weight: 4 }, { arbitrary: visible, weight: 1 }),
    'If-None-Match': fc.oneof(fc.constantFrom('*', 'W/"1.x"', '"', ',,,'), visible),
    'X-D1-Bookmark': fc.oneof(visible, fc.constantFrom('first-primary', '00000000-00000000-00000000-0')),
    'X-Data-Version': fc.oneof(visible, fc.bigInt().map(String)),
    'X-Request-Id': fc.oneof(visible, fc.constant('x'.repeat(300))),
  },
  { requiredKeys: [] },
);
