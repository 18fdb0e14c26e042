// A contact that was deleted is nowhere any more: what it was and what it had been is sought in all that is stored, at once
// and when the times have passed that docs/privacy.md states.
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import worker from '../../../src/index.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';
import { findInKv, findInTables } from './places.ts';

const HOUR_MS = 3_600_000;
/** Its index of words is merged in the night to it. */
const SUNDAY = Date.UTC(2099, 0, 4, 2, 17);

const PERSON = {
  ...{ first_name: 'Qzvorba', last_name: 'Wexlopin', customer_id: 'XK-777-QJ', phone_number: '+4790817263' },
  ...{ street: 'Vrzkogate', street_number: '918b', city_code: '70717', city: 'Zwyrkoby', country: 'NO' },
  ...{ birthday: '1931-07-29' },
};
const EARLIER = { first_name: 'Hjulgarv', phone_number: '+4790001928', street: 'Fnaxoveien' };
const TEXTS = [
  ...Object.values(EARLIER),
  ...['Qzvorba', 'Wexlopin', 'XK-777-QJ', 'xk777qj', '4790817263', 'Vrzkogate', '918b', '70717', 'Zwyrkoby'],
  '1931-07-29',
];

/** Told by the sampled rows of the statistics. */
const STOPS = '/v1/contacts/stops?sort=last_name&first_name=qzvorba';

const place = openPlace();
const send = (path: string, method: string, body: unknown, headers = {}) =>
  place.fetch(path, { method, headers, body: JSON.stringify(body) });

async function runCron(at: number, cron = '* * * * *'): Promise<void> {
  vi.setSystemTime(at);
  const context = createExecutionContext();
  await worker.scheduled({ cron } as ScheduledController, place.env as never, context);
  await waitOnExecutionContext(context);
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await storeContacts(drawContacts(400, 9));
});
afterAll(() => void vi.useRealTimers());

it('is found in many places while it is there, in few at once when it is deleted, and then in none', async () => {
  const created = await send('/v1/contacts', 'POST', { ...PERSON, ...EARLIER }, { 'Idempotency-Key': 'create' });
  const { id } = await created.json<{ id: number }>();
  const { first_name, phone_number, street } = PERSON;
  await send(`/v1/contacts/${id}`, 'PATCH', { first_name, phone_number, street });
  const operations = [{ op: 'update', id, changes: { points: 5 } }];
  await send('/v1/contacts/batch', 'POST', { operations }, { 'Idempotency-Key': 'batch' });
  await place.settle();
  await runCron(Date.now(), '17 * * * *');
  for (const search of [
    'sort=-id',
    'last_name=Wexlopin&facet=city&count=exact',
    'q=qzvorba',
    'city.contains=wyrko&count=exact',
  ])
    expect(await (await place.fetch(`/v1/contacts?${search}`)).text()).toContain('Wexlopin');
  expect(await (await place.fetch(STOPS)).text()).toContain('wexlopin');
  await place.settle();
  expect(await findInTables(TEXTS)).toEqual(
    expect.arrayContaining([
      'address',
      'app_user',
      'contact_word_data',
      'idempotency',
      'statistics',
      'value_count',
      'word',
    ]),
  );
  expect((await findInKv(TEXTS)).length).toBeGreaterThan(2);

  expect((await place.fetch(`/v1/contacts/${id}`, { method: 'DELETE' })).status).toBe(204);
  await place.settle();
  const late = ['contact_word_data', 'exact_count', 'statistics', 'value_gram_data'];
  expect((await findInTables(TEXTS)).filter((name) => !late.includes(name))).toEqual([]);
  for (const { name, seconds } of await findInKv(TEXTS)) expect([name, seconds <= 3600]).toEqual([name, true]);

  const deleted = Date.now();
  await runCron(deleted + HOUR_MS, '17 * * * *');
  await runCron(deleted + HOUR_MS + 60_000);
  expect((await findInTables(TEXTS)).filter((name) => !/_data$/.test(name))).toEqual([]);
  vi.setSystemTime(deleted + 3 * HOUR_MS);
  expect(await (await place.fetch(STOPS)).text()).not.toContain('wexlopin');
  await place.settle();

  await runCron(SUNDAY, '17 * * * *');
  for (let minute = 1; minute <= 3; minute++) await runCron(SUNDAY + minute * 60_000);
  expect(await findInTables(TEXTS)).toEqual([]);
  const erased = await env.LEDGER.prepare('select * from erased').raw();
  expect(erased).toEqual([[id, expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/)]]);
});
