// A change of all that match, step by step, each step sent until it is answered, and some of them twice.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Contact } from '../../support/contacts.ts';
import { type Filter, list } from '../../support/oracle.ts';
import { randomQuery } from '../../support/queries.ts';
import { expectEffect } from './effect.ts';
import type { Step } from './model.ts';
import type { World } from './world.ts';

interface Stepped {
  done: number;
  skipped: number;
  next: string | null;
}

const PLAIN = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'startswith', 'contains'];
const NUMBERS = ['id', 'address_id', 'relationship_id', 'points'];

const toFilter = (filters: Filter[]) =>
  Object.fromEntries(
    filters.map(({ field, operator, values: [value] }) => [
      `${field}.${operator}`,
      NUMBERS.includes(field) ? Number(value) : value,
    ]),
  );

async function send(world: World, body: object, place: number) {
  const sending = { path: '/v1/contacts/actions', method: 'POST', body, place, follows: true };
  const { status, body: answer } = await world.insist(sending);
  expect([JSON.stringify(body), status]).toEqual([JSON.stringify(body), 200]);
  return answer;
}

const act = (filters: Filter[], changes: Partial<Contact> | null, isTwice: boolean, place: number): Step => ({
  name: `act ${JSON.stringify([filters, changes, isTwice])} at ${place}`,
  async run(_model, world) {
    const { contacts: before } = world.timeline.now;
    const matching = list(before, filters, []);
    if (!changes && matching.length > before.length / 2) return; // some shall be left
    const action = { filter: toFilter(filters), ...(changes ? { op: 'update', changes } : { op: 'delete' }) };
    const look = (await send(world, action, place)) as { matches: object; confirm: string };
    expect(look.matches).toMatchObject({ value: matching.length, relation: 'eq' });
    let done = 0;
    for (let body: object | null = { ...action, confirm: look.confirm }; body !== null; ) {
      const answer = (await send(world, body, place)) as Stepped;
      if (isTwice)
        expect(await send(world, body, 1 - place)).toMatchObject({ done: answer.done, skipped: answer.skipped });
      done += answer.done;
      expect(answer.skipped).toBe(0);
      body = answer.next === null ? null : { next: answer.next };
    }
    expect(done).toBe(matching.length);
    await world.observe();
    const ids = matching.map(({ id }) => id);
    const effect = changes
      ? { created: [], changed: new Map(ids.map((id) => [id, changes])), deleted: new Set<number>() }
      : { created: [], changed: new Map(), deleted: new Set(ids) };
    expectEffect(before, world.timeline.now.contacts, effect);
  },
});

export function drawActions(pool: Contact[]): fc.Arbitrary<Step>[] {
  const filters = randomQuery(pool).map(({ conditions }) =>
    conditions.filter((one): one is Filter => one.field !== null && PLAIN.includes(one.operator)),
  );
  const changes = fc.constantFrom(
    ...[
      { points: 7 },
      { city: 'Bergen' },
      { last_name: 'Åsen', gender: null },
      { first_name: 'Bo', street: 'Torget' },
      null,
    ],
  );
  return [fc.tuple(filters, changes, fc.boolean(), fc.nat(1)).map((all) => act(...all))];
}
