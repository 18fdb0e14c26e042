// What a write makes of an array of contacts, and whether the database has become that.
import { expect } from 'vitest';
import type { Contact } from '../../support/contacts.ts';

export interface Effect {
  /** Without what the server sets. */
  created: Partial<Contact>[];
  changed: Map<number, Partial<Contact>>;
  deleted: Set<number>;
}

const ADDRESS = ['street', 'street_number', 'city_code', 'city', 'country'] as const;

/** A new contact as it will be; at an address that others have, where it names one. */
export function toCreated(sent: Partial<Contact>, contacts: Contact[]): Partial<Contact> {
  const { address_id, ...person } = sent;
  const home = contacts.find((contact) => contact.address_id === address_id);
  if (!home) return person;
  return { ...person, address_id: home.address_id, ...Object.fromEntries(ADDRESS.map((name) => [name, home[name]])) };
}

/** The customer numbers of all contacts after it. */
export function toNumbers(contacts: Contact[], { created, changed, deleted }: Effect): string[] {
  const kept = contacts.filter(({ id }) => !deleted.has(id));
  return [...kept.map((contact) => ({ ...contact, ...changed.get(contact.id) })), ...created].map(
    ({ customer_id }) => customer_id!,
  );
}

export function differFrom(before: Contact[], after: Contact[]): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

/** Holds that the contacts have become what the effect says, and that all others are what they were. */
export function expectEffect(before: Contact[], after: Contact[], { created, changed, deleted }: Effect): void {
  const known = new Set(before.map(({ id }) => id));
  const kept = before.filter(({ id }) => !deleted.has(id));
  const old = after.filter(({ id }) => known.has(id));
  expect(old.map(({ id }) => id)).toEqual(kept.map(({ id }) => id));
  for (const [at, contact] of old.entries()) {
    const was = kept[at]!;
    const changes = changed.get(contact.id);
    if (!changes) expect(contact).toEqual(was);
    else {
      const { last_updated: _, address_id: from, ...others } = { ...was, ...changes };
      expect(contact).toMatchObject(others);
      if (!ADDRESS.some((name) => name in changes)) expect(contact.address_id).toBe(from);
    }
  }
  const fresh = after.filter(({ id }) => !known.has(id));
  expect(fresh.length).toBe(created.length);
  for (const [at, wanted] of created.entries()) expect(fresh[at]).toMatchObject(wanted);
}
