// Operations and the contacts that they name → what is to be done to each. Pure.
import type { FoundContact } from '../contact/contact.ts';
import { FIELD_NAMES, FIELDS, type FieldName, WRITTEN_FIELDS, type Written } from '../contact/fields.ts';
import { Problem } from '../problem.ts';
import type { Change, Stored } from './change.ts';
import { type Refused, type Sent, toRefusal } from './conflict.ts';
import { type Creating, DEFAULTS, type Operation } from './input.ts';

export interface Resolving extends Pick<Sent, 'isBatch'> {
  /** Null where they were not looked up: their operations must be blind. */
  named: FoundContact[] | null;
  /** Whether the contact, as it is, is what the request expects (If-Match); null where it expects nothing. */
  isExpected: ((fields: FoundContact['fields'], revision: number) => boolean) | null;
}

/** Fields that nothing is made of with others: neither words nor an address that may be shared, nor a number that is unique. */
const BLIND_FIELDS = WRITTEN_FIELDS.filter((name) => FIELDS[name].search === null && FIELDS[name].table !== 'address');

/**
 * Whether they can be done without knowing the contacts: that these are there is all that the transaction has to check. One
 * statement sets the same fields of all that are changed, so they must agree in these: it would empty any others.
 */
export function areBlind(operations: Operation[]): boolean {
  const changed = operations.flatMap((operation) =>
    operation.op === 'update' ? [Object.keys(operation.changes) as FieldName[]] : [],
  );
  const [first = []] = changed;
  return changed.every(
    (fields) =>
      fields.length > 0 &&
      fields.length === first.length &&
      fields.every((name) => first.includes(name) && (BLIND_FIELDS as FieldName[]).includes(name)),
  );
}

/** None where nothing is to be done. Throws precondition-failed and not-found, with each fault's index. */
export function toChanges(operations: Operation[], { named, isExpected, isBatch }: Resolving): Change[] {
  const stored = new Map<number, Stored>();
  for (const { fields, revision } of named ?? []) {
    const contact = Object.fromEntries(FIELD_NAMES.map((name, column) => [name, fields[column]])) as unknown as Stored;
    if (isExpected && !isExpected(fields, revision))
      throw new Problem('precondition-failed', {
        detail: 'Read the contact again: its ETag is not the one in If-Match.',
      });
    stored.set(contact.id, { ...contact, revision });
  }
  const missing: Refused[] = [];
  const changes = operations.flatMap((operation, at): Change[] => {
    if (operation.op === 'create') return [{ op: 'create', at, contact: withDefaults(operation.contact) }];
    const before = named ? stored.get(operation.id) : { id: operation.id, revision: null };
    if (!before) {
      missing.push({ parameter: 'id', code: 'not-found', detail: `No contact ${operation.id}.`, at });
      return [];
    }
    if (operation.op === 'delete') return [{ op: 'delete', at, before }];
    return [{ op: 'update', at, before, values: operation.changes }];
  });
  if (missing.length > 0) throw toRefusal('not-found', missing, { operations, isBatch });
  const changesNothing = changes.every((change) => change.op === 'update' && Object.keys(change.values).length === 0);
  return changesNothing ? [] : changes;
}

function withDefaults(contact: Creating): Written & { address_id?: number } {
  return { ...DEFAULTS, ...contact } as Written & { address_id?: number };
}
