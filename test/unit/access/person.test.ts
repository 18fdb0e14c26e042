// What Cloudflare Access says of a person or a program → the right they have, and the name that logs and the audit give them.
import { expect, it } from 'vitest';
import { type GateSettings, toGate } from '../../../src/http/access/gate.ts';
import { toPerson, toPersonName } from '../../../src/http/access/person.ts';
import type { Right } from '../../../src/http/access/rights.ts';
import { Problem } from '../../../src/problem.ts';

const READER = 'ada@example.com';
const WRITER = 'grace@example.com';
const SETTINGS = {
  ACCESS_TEAM: 'team',
  ACCESS_AUDIENCE: 'a'.repeat(64),
  ACCESS_READERS: READER,
  ACCESS_WRITERS: WRITER,
};

/** What reading and writing are answered. */
function rightsOf(said: Record<string, unknown>, lists: GateSettings): (Right | string)[] {
  const gate = toGate({ ...SETTINGS, ...lists })!;
  return (['read', 'write'] as const).map((right) => {
    try {
      return toPerson(said, gate, right).right;
    } catch (error) {
      return (error as Problem).type;
    }
  });
}

const NOTHING = ['forbidden', 'forbidden'];
const READ = ['read', 'forbidden'];
const WRITE = ['write', 'write'];

it.each<[string, Record<string, unknown>, GateSettings, string[]]>([
  ['an e-mail address that may read', { email: READER }, {}, READ],
  ['one that may write', { email: WRITER }, {}, WRITE],
  ['one in other letters', { email: 'Grace@Example.com' }, { ACCESS_WRITERS: ' GRACE@example.COM ,x@y.zz' }, WRITE],
  ['one in neither list', { email: 'eve@example.com' }, {}, NOTHING],
  ['one of a domain', { email: 'eve@example.com' }, { ACCESS_READERS: '@example.com' }, READ],
  ['one of a longer domain', { email: 'eve@not.example.com' }, { ACCESS_READERS: '@example.com' }, NOTHING],
  ['everyone', { email: 'eve@evil.example' }, { ACCESS_READERS: 'everyone' }, READ],
  ['a group', { email: 'a@b.cc', custom: { groups: ['Sales, EU', 'CRM'] } }, { ACCESS_WRITERS: 'group:CRM' }, WRITE],
  ['a group beside', { email: 'a@b.cc', groups: ['CRM'] }, { ACCESS_READERS: 'group:CRM' }, READ],
  ['the only group', { email: 'a@b.cc', custom: { groups: 'CRM' } }, { ACCESS_READERS: 'group: CRM' }, READ],
  ['another group', { email: 'a@b.cc', custom: { groups: ['crm', 7, null] } }, { ACCESS_READERS: 'group:CRM' }, NOTHING],
  ['a service token', { common_name: '12ab.access', sub: '' }, { ACCESS_WRITERS: 'service:12ab.access' }, WRITE],
  ['another service token', { common_name: '34cd.access', sub: '' }, { ACCESS_READERS: '@example.com' }, NOTHING],
  ['nobody', {}, { ACCESS_WRITERS: 'everyone' }, NOTHING],
  ['a made-up address', { email: 'everyone', custom: {} }, { ACCESS_WRITERS: 'everyone' }, NOTHING],
  ['an address that is none', { email: ['grace@example.com'] }, {}, NOTHING],
  ['a group named like an address', { email: 'a@b.cc', groups: [WRITER, `group:${WRITER}`] }, {}, NOTHING],
  ['a person with the name of a service', { email: 'a@b.cc', common_name: 'x' }, { ACCESS_WRITERS: 'service:x' }, NOTHING],
])('has the rights of the lists: %s', (_, said, lists, expected) => {
  expect(rightsOf(said, lists)).toEqual(expected);
}); // biome-ignore format: a table reads better dense

it('is named without an e-mail address', () => {
  expect(toPersonName('Ada@Example.com')).toMatch(/^access:[0-9a-f]{12}$/);
  expect(toPersonName('Ada@Example.com')).toBe(toPersonName(READER));
  expect(toPersonName(WRITER)).not.toBe(toPersonName(READER));
});

it.each<[string, GateSettings, string]>([
  ['no team', { ACCESS_TEAM: '' }, 'ACCESS_TEAM'],
  ['an address as its team', { ACCESS_TEAM: 'https://x.cloudflareaccess.com' }, 'ACCESS_TEAM'],
  ['an audience that is none', { ACCESS_AUDIENCE: `${'a'.repeat(64)}, x` }, 'ACCESS_AUDIENCE'],
  ['nobody in its lists', { ACCESS_READERS: ' , ', ACCESS_WRITERS: '' }, 'name nobody'],
  ['an entry that is none', { ACCESS_WRITERS: 'a@b.cc, Grace Hopper' }, 'Entry 2 of ACCESS_WRITERS'],
  ['a group without a name', { ACCESS_READERS: 'group: ' }, 'Entry 1 of ACCESS_READERS'],
  ['a list that is no text', { ACCESS_READERS: ['a@b.cc'] as never }, 'texts'],
])('is not taken from a configuration with %s, which is said without a value', (_, changes, named) => {
  const read = () => toGate({ ...SETTINGS, ...changes });
  expect(read).toThrow(named);
  expect(read).toThrow(Problem);
  expect(read).not.toThrow(/\w@|Hopper/);
});
