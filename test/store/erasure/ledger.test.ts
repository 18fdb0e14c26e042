// The ledger of erasures: no id is lost on its way there, and who was brought back by a restore is deleted again.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/database.ts';
import { selectContacts } from '../../../src/sql/contacts.ts';
import { replayErasures } from '../../../src/write/ledger.ts';
import { ADA, drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';

type Erased = [id: number, at: string];

const queued = () => env.DB.prepare('select contact_id, erased_at from erasure').raw<Erased>();
const entered = () => env.LEDGER.prepare('select contact_id, erased_at from erased').raw<Erased>();
const exists = async (id: number) =>
  (await env.DB.prepare('select 1 from app_user where id = ?').bind(id).first()) !== null;

async function create(place: ReturnType<typeof openPlace>, customer_id: string): Promise<number> {
  const response = await place.fetch('/v1/contacts', { method: 'POST', body: JSON.stringify({ ...ADA, customer_id }) });
  return (await response.json<{ id: number }>()).id;
}

const remove = (place: ReturnType<typeof openPlace>, id: number) =>
  place.fetch(`/v1/contacts/${id}`, { method: 'DELETE' });

const replay = () =>
  replayErasures(
    { database: openDatabase(env.DB, 'first-primary'), ledger: openDatabase(env.LEDGER, 'first-primary') },
    { selectContacts, author: { name: 'replay', request: 'r' } },
  );

beforeAll(() => storeContacts(drawContacts(30, 4)));
beforeEach(async () => {
  await env.LEDGER.prepare('drop table if exists erased').run();
});

it('has an id behind the answer to its deletion', async () => {
  const place = openPlace();
  const id = await create(place, 'L-1');
  await remove(place, id);
  await place.settle();
  expect([await queued(), await entered()]).toEqual([[], [[id, expect.any(String)]]]);
});

it('gets what it could not take with the next run of the cron trigger', async () => {
  const broken = { withSession: () => ({ prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('away')), getBookmark: () => null }) } as unknown as D1Database; // biome-ignore format: a stub
  const place = openPlace([], { LEDGER: broken });
  const ids = [await create(place, 'L-2'), await create(place, 'L-3')];
  for (const id of ids) expect((await remove(place, id)).status).toBe(204);
  await place.settle();
  await place.scheduled();
  expect((await queued()).map(([id]) => id)).toEqual(ids);
  await openPlace().scheduled();
  expect([await queued(), (await entered()).map(([id]) => id)]).toEqual([[], ids]);
});

it('has those deleted again who are back, and nobody who was given such an id since', async () => {
  const place = openPlace();
  const [back, reused] = [await create(place, 'L-4'), await create(place, 'L-5')];
  const [longAgo, ahead] = ['2020-01-01T00:00:00Z', '2999-01-01T00:00:00Z'];
  await env.LEDGER.batch([
    env.LEDGER.prepare(
      'create table erased (contact_id, erased_at, primary key (contact_id, erased_at)) without rowid',
    ),
    ...(
      [
        [back, longAgo],
        [back, ahead],
        [reused, longAgo],
        [99_999, ahead],
      ] as const
    ).map((row) => env.LEDGER.prepare('insert into erased values (?, ?)').bind(...row)),
  ]);
  expect([await replay(), await exists(back), await exists(reused)]).toEqual([1, false, true]);
  expect(await replay()).toBe(0);
  const [entry] = await env.DB.prepare('select op, caller from audit order by id desc').raw();
  expect(entry).toEqual(['delete', 'replay']);
  await place.settle();
});
