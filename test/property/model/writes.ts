// Commands that write: what is done is what was asked, once and wholly, or nothing; and never is something refused that would
// have been done.
import fc from 'fast-check';
import { expect } from 'vitest';
import { fold } from '../../../src/text/fold.ts';
import type { Contact } from '../../support/contacts.ts';
import { differFrom, type Effect, expectEffect, toCreated, toNumbers } from './effect.ts';
import type { Model, Step } from './model.ts';
import { type Drawn, drawBatch, drawChanges, drawContact } from './sent.ts';
import type { Answered, World } from './world.ts';

const PATH = '/v1/contacts';
/** More are not created: what is checked is all of them, each time. */
const MOST_CONTACTS = 40;

const chosen = ({ timeline }: World, choice: number) => timeline.now.contacts[choice % timeline.now.contacts.length]!;
const hasContacts = ({ contacts }: { contacts: unknown[] }) => contacts.length > 0;

/** What becomes of the contacts; null where the request must be refused, for a customer number is taken. */
function toEffect(contacts: Contact[], operations: Sent[]): Effect | null {
  const effect: Effect = { created: [], changed: new Map(), deleted: new Set() };
  for (const operation of operations) {
    if (operation.op === 'create') effect.created.push(toCreated(operation.contact, contacts));
    else if (operation.op === 'delete') effect.deleted.add(operation.id);
    else effect.changed.set(operation.id, operation.changes);
  }
  const numbers = toNumbers(contacts, effect).map(fold);
  return new Set(numbers).size === numbers.length ? effect : null;
}

type Sent =
  | { op: 'create'; contact: Partial<Contact> }
  | { op: 'update'; id: number; changes: Partial<Contact> }
  | { op: 'delete'; id: number };

/** After a write: the database has what it had before, or what the effect makes of it, as the answer says. */
async function settleWrite(world: World, answered: Answered, effect: Effect | null): Promise<void> {
  const before = world.timeline.now.contacts;
  await world.observe();
  const after = world.timeline.now.contacts;
  const { status } = answered;
  if (status < 300) {
    if (!effect) expect.fail('what must be refused was done');
    expectEffect(before, after, effect!);
  } else if (status >= 500 && differFrom(before, after)) {
    if (!effect) expect.fail('what must be refused was done');
    expectEffect(before, after, effect!); // done, though its answer was lost
  } else {
    expect(after).toEqual(before);
    if (status < 500) expect([status, effect]).toEqual([409, null]);
  }
}

const create = (contact: Partial<Contact>, isShared: boolean, key: string | null, place: number): Step => ({
  name: `create ${contact.customer_id} ${isShared} ${key} at ${place}`,
  async run(model, world) {
    const { contacts } = world.timeline.now;
    if (contacts.length >= MOST_CONTACTS) return;
    const { street: _s, street_number: _n, city_code: _c, city: _i, country: _o, ...person } = contact;
    const isAt = isShared && hasContacts(world.timeline.now);
    const sent = isAt ? { ...person, address_id: chosen(world, contact.points ?? 0).address_id } : contact;
    const effect = toEffect(contacts, [{ op: 'create', contact: sent }]);
    const answered = await post(model, world, { path: PATH, body: sent, key, place, effect });
    if (answered.status === 201) expect(world.timeline.now.contacts).toContainEqual(answered.body);
  },
});

interface Posting {
  path: string;
  body: unknown;
  key: string | null;
  place: number;
  effect: Effect | null;
}

/** With a key it is sent until there is an answer, and its effect is one. */
async function post(model: Model, world: World, { path, body, key, place, effect }: Posting): Promise<Answered> {
  const sending = { path, method: 'POST', body, place, follows: true };
  if (key === null) {
    const answered = await world.send(sending);
    await settleWrite(world, answered, effect);
    return answered;
  }
  const own = `${key}-${model.commands}`;
  const answered = await world.insist({ ...sending, headers: { 'Idempotency-Key': own } });
  expect(answered.status).toBeLessThan(500);
  await settleWrite(world, answered, effect);
  if (answered.status < 300) {
    const named = new Set([...JSON.stringify(answered.body).matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id)));
    const tells = world.timeline.now.contacts.map(({ id }) => id).filter((id) => named.has(id));
    model.claimed.push({ key: own, path, body, answer: answered.body, tells });
  }
  return answered;
}

/** A POST that was answered is sent again: nothing is done, and its answer is the first one while whom it tells of are there. */
const sendAgain = (choice: number, place: number, times: number): Step => ({
  name: `again ${choice} at ${place}, ${times} times at once`,
  isPossible: ({ claimed }) => claimed.length > 0,
  async run({ claimed }, world) {
    const { key, path, body, answer, tells } = claimed[choice % claimed.length]!;
    const sending = { path, method: 'POST', body, place, headers: { 'Idempotency-Key': key } };
    const before = world.timeline.now.contacts;
    const isErased = tells.some((id) => before.every((contact) => contact.id !== id));
    for (const answered of await Promise.all(Array.from({ length: times }, () => world.insist(sending)))) {
      if (isErased) {
        expect(answered.status).toBe(409);
        continue;
      }
      expect(answered.response.headers.get('Idempotency-Replayed')).toBe('true');
      expect(answered.body).toEqual(answer);
    }
    await world.observe();
    expect(world.timeline.now.contacts).toEqual(before);
  },
});

/** How If-Match is meant: none, what the contact has, or what no contact has. */
type Guard = 'none' | 'right' | 'wrong';

async function guardOf(world: World, id: number, guard: Guard, place: number): Promise<Record<string, string>> {
  if (guard === 'none') return {};
  if (guard === 'wrong') return { 'If-Match': '"1.nothing"' };
  const { status, response } = await world.insist({ path: `${PATH}/${id}`, place, follows: true });
  const tag = response.headers.get('ETag');
  return status === 200 && tag !== null ? { 'If-Match': tag } : {};
}

const change = (choice: number, body: Partial<Contact> | null, guard: Guard, place: number): Step => ({
  name: `${body ? `change ${JSON.stringify(body)} of` : 'delete'} ${choice} ${guard} at ${place}`,
  async run(_model, world) {
    const { contacts } = world.timeline.now;
    if (contacts.length === 0) return;
    const { id } = chosen(world, choice);
    const headers = await guardOf(world, id, guard, place);
    const method = body ? 'PATCH' : 'DELETE';
    const sending = { path: `${PATH}/${id}`, method, place, headers, follows: true, ...(body && { body }) };
    const answered = await world.send(sending);
    const effect = toEffect(contacts, [body ? { op: 'update', id, changes: body } : { op: 'delete', id }]);
    if (guard === 'wrong' && answered.status < 500) {
      expect(answered.status).toBe(412);
      await world.observe();
      expect(world.timeline.now.contacts).toEqual(contacts);
    } else await settleWrite(world, answered, effect);
    if (answered.status === 200) expect(world.timeline.now.contacts).toContainEqual(answered.body);
  },
});

const batch = (operations: Drawn[], key: string | null, place: number): Step => ({
  name: `batch ${JSON.stringify(operations)} ${key} at ${place}`,
  async run(model, world) {
    const { contacts } = world.timeline.now;
    if (contacts.length === 0 || contacts.length >= MOST_CONTACTS) return;
    const named = new Set<number>();
    const sent = operations.flatMap((operation): Sent[] => {
      if (operation.op === 'create') return [operation];
      const { choice, ...others } = operation;
      const { id } = chosen(world, choice);
      return named.has(id) ? [] : [named.add(id) && { ...others, id }];
    });
    const effect = toEffect(contacts, sent);
    const answered = await post(model, world, {
      path: `${PATH}/batch`,
      body: { operations: sent },
      key,
      place,
      effect,
    });
    if (answered.status !== 200) return;
    const { results } = answered.body as { results: { op: string; contact?: Contact }[] };
    expect(results.map(({ op }) => op)).toEqual(sent.map(({ op }) => op));
    for (const { contact } of results) if (contact) expect(world.timeline.now.contacts).toContainEqual(contact);
  },
});

/** `pool` is where values come from. */
export function drawWrites(pool: Contact[]): fc.Arbitrary<Step>[] {
  const place = fc.nat(1);
  const choice = fc.nat();
  const key = fc.constantFrom(null, 'k');
  const guard = fc.constantFrom('none' as const, 'right' as const, 'right' as const, 'wrong' as const);
  return [
    fc.tuple(drawContact(pool), fc.boolean(), key, place).map((all) => create(...all)),
    fc.tuple(choice, drawChanges(pool), guard, place).map((all) => change(...all)),
    fc.tuple(choice, fc.constant(null), guard, place).map((all) => change(...all)),
    fc.tuple(drawBatch(pool), key, place).map((all) => batch(...all)),
    fc.tuple(choice, place, fc.integer({ min: 1, max: 3 })).map((all) => sendAgain(...all)),
  ];
}
