// Operations and the contacts that they name → what is to be done to each. Pure.
import { FIELD_NAMES } from '../contact/fields.ts';
import { type Fault, Problem } from '../problem.ts';
import { toRefusal } from './conflict.ts';
import type { Deed, Stored } from './deed.ts';
import { type Contact, type Creating, DEFAULTS, type Operation } from './input.ts';
import type { Found } from './look.ts';

export interface Resolving {
  named: Found[];
  /** Whether the contact, as it is, is what the request expects (If-Match). */
  isExpected: (fields: Found['fields'], revision: number) => boolean;
}

/** None where nothing is to be done. Throws precondition-failed and not-found, with each fault's index. */
export function toDeeds(operations: Operation[], { named, isExpected }: Resolving): Deed[] {
  const stored = new Map<number, Stored>();
  for (const { fields, revision } of named) {
    const contact = Object.fromEntries(FIELD_NAMES.map((name, column) => [name, fields[column]])) as unknown as Stored;
    if (!isExpected(fields, revision))
      throw new Problem('precondition-failed', {
        detail: 'Read the contact again: its ETag is not the one in If-Match.',
      });
    stored.set(contact.id, { ...contact, revision });
  }
  const missing: Fault[] = [];
  const deeds = operations.flatMap((operation, at): Deed[] => {
    if (operation.op === 'create') return [{ op: 'create', at, contact: withDefaults(operation.contact) }];
    const before = stored.get(operation.id);
    if (!before) {
      missing.push({ parameter: 'id', code: 'not-found', detail: `No contact ${operation.id}.`, index: at });
      return [];
    }
    if (operation.op === 'delete') return [{ op: 'delete', at, before }];
    return [{ op: 'update', at, before, changes: operation.changes }];
  });
  if (missing.length > 0) throw toRefusal('not-found', missing, operations);
  const changesNothing = deeds.every((deed) => deed.op === 'update' && Object.keys(deed.changes).length === 0);
  return changesNothing ? [] : deeds;
}

function withDefaults(contact: Creating): Contact & { address_id?: number } {
  return { ...DEFAULTS, ...contact } as Contact & { address_id?: number };
}
