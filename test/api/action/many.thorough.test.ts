// What the calls of an action read at most, writing included, whomever it concerns: words that nobody else has are dear to
// take away, shared addresses to leave.
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { meterDatabase } from '../../../bench/harness/meter.ts';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';
import { MOST_READ } from '../../support/guard.ts';
import { toPopulation } from '../../support/population.ts';
import { post, type Step } from './acting.ts';

const { d1: DB, ran } = meterDatabase(env.DB);
const place = openPlace([], { DB });

async function store(contacts: Contact[]): Promise<void> {
  await env.DB.batch(['app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)));
  await storeContacts(contacts);
}

/** What a call answers, and what it has read. */
async function call<T>(body: object): Promise<{ answer: T; read: number }> {
  ran.length = 0;
  const response = await post(body, { send: place.fetch });
  const answer = (await response.json()) as T;
  expect([response.status, response.status === 200 ? '' : JSON.stringify(answer)]).toEqual([200, '']);
  await place.settle();
  const read = ran.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  return { answer, read };
}

/** Each word of a text in a form of its own. */
const lonely = (contact: Contact, words: number): Contact => {
  const text = (field: string) =>
    Array.from({ length: words }, (_, at) =>
      `${field}${contact.id}x${at}`.replace(/\d/g, (d) => 'qwertzuiop'[+d]!),
    ).join(' ');
  return { ...contact, first_name: text('a'), last_name: text('b'), street: text('c'), city: text('d') };
};

const LONELY = drawContacts(300, 5);
const CROWDS: [name: string, contacts: () => Contact[]][] = [
  ['people like real ones', () => toPopulation(1500)],
  ['words that nobody else has', () => LONELY.map((contact) => lonely(contact, 1))],
  ['many such words', () => LONELY.map((contact) => lonely(contact, 15))],
  ['one address for all', () => LONELY.map((contact) => ({ ...LONELY[0]!, ...contact, address_id: 1, street: 'S', street_number: '1', city: 'C', city_code: '1', country: 'NO' }))],
]; // biome-ignore format: a table
const SWEEPS = [
  { op: 'update', changes: { points: 3 } },
  { op: 'update', changes: { first_name: 'Some New Words', last_name: 'And More', gender: null } },
  { op: 'update', changes: { street: 'Torget', city: 'Bergen', country: 'NO' } },
  { op: 'delete' },
];

it.each(CROWDS)('reads no more than a list request may, at each call, of %s', async (_, make) => {
  const contacts = make();
  const filters = [
    {},
    { 'id.gt': 100, any: [{ 'country.ne': 'NO' }, { 'points.gte': 5 }] },
    { 'points.gte': 5, 'created.lt': '2025-01-15' },
  ];
  for (const sweep of SWEEPS)
    for (const filter of sweep.op === 'delete' ? filters.slice(1).concat({}) : filters) {
      if (sweep.op === 'delete') await store(contacts);
      else if (filter === filters[0]) await store(contacts);
      const action = { filter, ...sweep };
      const looked = await call<{ confirm: string; matches: { value: number } }>(action);
      let [done, step] = [0, await call<Step>({ ...action, confirm: looked.answer.confirm })];
      const read = [looked.read, step.read];
      for (; ; step = await call<Step>({ next: step.answer.next })) {
        read.push(step.read);
        done += step.answer.done;
        if (step.answer.next === null) break;
      }
      expect([sweep, filter, done]).toEqual([sweep, filter, looked.answer.matches.value]);
      expect([sweep, filter, Math.max(...read) <= MOST_READ, Math.max(...read)]).toEqual([
        sweep,
        filter,
        true,
        Math.max(...read),
      ]);
    }
});
