// What writes send: contacts, changes and batches, with values that occur and numbers that soon are taken.
import fc from 'fast-check';
import type { Contact } from '../../support/contacts.ts';

/** An operation of a batch, of a contact that is chosen when its turn comes. */
export type Drawn =
  | { op: 'create'; contact: Partial<Contact> }
  | { op: 'update'; choice: number; changes: Partial<Contact> }
  | { op: 'delete'; choice: number };

const MOST_OPERATIONS = 4;
const NUMBERS = 60;

const WRITTEN = [
  ...(['first_name', 'last_name', 'gender', 'customer_id', 'phone_number', 'birthday', 'points'] as const),
  ...(['last_activity', 'street', 'street_number', 'city_code', 'city', 'country'] as const),
];

const pick = (contact: Partial<Contact>, names: readonly (keyof Contact)[]): Partial<Contact> =>
  Object.fromEntries(names.map((name) => [name, contact[name]]));

const number = fc.nat(NUMBERS).map((number) => `N-${number}`);

/** A whole contact, with values of one of the pool. */
export const drawContact = (pool: Contact[]): fc.Arbitrary<Partial<Contact>> =>
  fc.tuple(fc.constantFrom(...pool), number).map(([donor, customer_id]) => pick({ ...donor, customer_id }, WRITTEN));

export const drawChanges = (pool: Contact[]): fc.Arbitrary<Partial<Contact>> =>
  fc
    .tuple(drawContact(pool), fc.subarray(WRITTEN, { minLength: 1, maxLength: 4 }))
    .map(([contact, names]) => pick(contact, names));

export function drawBatch(pool: Contact[]): fc.Arbitrary<Drawn[]> {
  const choice = fc.nat();
  const operation: fc.Arbitrary<Drawn> = fc.oneof(
    drawContact(pool).map((contact) => ({ op: 'create' as const, contact })),
    fc.record({ op: fc.constant('update' as const), choice, changes: drawChanges(pool) }),
    fc.record({ op: fc.constant('delete' as const), choice }),
  );
  return fc.array(operation, { minLength: 1, maxLength: MOST_OPERATIONS }).filter(isWhole);
}

/** It is never empty, whichever contacts are chosen, and names no number twice: such batches are refused, as other tests hold. */
function isWhole(operations: Drawn[]): boolean {
  const numbers = operations.flatMap((one) => {
    if (one.op === 'delete') return [];
    const { customer_id } = one.op === 'create' ? one.contact : one.changes;
    return customer_id === undefined ? [] : [customer_id];
  });
  return new Set(numbers).size === numbers.length && operations.some(({ op }) => op === 'create');
}
