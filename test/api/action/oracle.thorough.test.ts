// Actions with random filters and changes, one after the other, against a naive model: exactly those that match are changed,
// exactly as it says, and the look told how many and whom.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { type Condition, type Filter, list } from '../../support/oracle.ts';
import { request } from '../../support/problem.ts';
import { randomQuery } from '../../support/queries.ts';
import { runs } from '../../support/runs.ts';
import { expectSound } from '../write/ada.ts';
import { act, type Step, sum } from './acting.ts';

const DRAWN = drawContacts(150, 41);
const FEWEST = 60;
/** The server sets these. */
const SET = ['last_updated', 'address_id'] as const;

const changes = fc
  .record(
    {
      points: fc.constantFrom(0, 5, 100, 2_000_000_000),
      gender: fc.constantFrom('female' as const, 'diverse' as const, null),
      last_name: fc.constantFrom('Özil', 'ANNABEL', '王芳'),
      city: fc.constantFrom('Anna', '山田', 'Straße'),
      country: fc.constantFrom('NO', 'JP'),
      phone_number: fc.constantFrom('+4712345678', null),
      last_activity: fc.constantFrom('2025-01-31T12:00:00Z', null),
    },
    { requiredKeys: [] },
  )
  .filter((changes) => Object.keys(changes).length > 0);
const sweep = fc.oneof(
  { weight: 5, arbitrary: changes.map((changes) => ({ op: 'update' as const, changes })) },
  { weight: 1, arbitrary: fc.constant({ op: 'delete' as const }) },
);

const toPairs = (filters: Filter[]) =>
  Object.fromEntries(
    filters.map(({ field, operator, values }) => {
      const isList = ['in', 'nin', 'between'].includes(operator);
      return [`${field}.${operator}`, isList ? values : values[0]!];
    }),
  );

function toFilter(conditions: Condition[]): object {
  const any = conditions.flatMap((condition) => (condition.field === null ? condition.any.map(toPairs) : []));
  const own = conditions.filter((condition): condition is Filter => condition.field !== null);
  return { ...toPairs(own), ...(any.length > 0 && { any }) };
}

async function readAll(): Promise<Contact[]> {
  const response = await request('/v1/contacts?limit=200&sort=id&count=none', {
    headers: { 'X-Data-Version': (await (await request('/v1/contacts/version')).json<{ version: string }>()).version },
  });
  return (await response.json<{ data: Contact[] }>()).data;
}

async function store(): Promise<Contact[]> {
  await env.DB.batch(['app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)));
  await storeContacts(DRAWN);
  return DRAWN;
}

it('changes exactly those that match, exactly as it says', async () => {
  let contacts = await store();
  const without = (contact: Contact) => ({ ...contact, ...Object.fromEntries(SET.map((name) => [name, null])) });
  await fc.assert(
    fc.asyncProperty(randomQuery(DRAWN), sweep, async ({ conditions }, sweep) => {
      if (contacts.length < FEWEST) contacts = await store();
      const matched = list(contacts, conditions, [{ field: 'id', descending: false }]);
      const { looked, steps }: { looked: Awaited<ReturnType<typeof act>>['looked']; steps: Step[] } = await act({
        filter: toFilter(conditions),
        ...sweep,
      });
      expect(looked.matches).toMatchObject({ value: matched.length, relation: 'eq' });
      expect(looked.sample).toEqual(matched.slice(0, 5));
      expect([sum(steps, 'done'), sum(steps, 'skipped'), steps.at(-1)!.remaining]).toEqual([matched.length, 0, 0]);
      const ids = new Set(matched.map(({ id }) => id));
      const wanted =
        sweep.op === 'delete'
          ? contacts.filter(({ id }) => !ids.has(id))
          : contacts.map((contact) => (ids.has(contact.id) ? { ...contact, ...sweep.changes } : contact));
      const now = await readAll();
      expect(now.map(without)).toEqual(wanted.map(without));
      for (const [at, { id, last_updated, address_id }] of contacts.entries())
        if (!ids.has(id) && sweep.op === 'update') expect(now[at]).toMatchObject({ last_updated, address_id });
      contacts = now;
    }),
    { numRuns: runs(8, 60), endOnFailure: true },
  );
  await expectSound();
});
