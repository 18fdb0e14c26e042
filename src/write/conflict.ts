// Why operations cannot be done, as the problem that a client is told: each fault by its place in what was sent. Pure.
import { toPointer } from '../pointer.ts';
import { type Fault, Problem } from '../problem.ts';
import type { Operation } from './input.ts';
import { toBroken } from './statements/expectation.ts';

/** What was sent: the operations of a batch, which are told by their index, or one that is by itself. */
export interface Sent {
  operations: Operation[];
  isBatch: boolean;
}

/** A fault of the operation at this place; left out where the database does not say which. */
export type Refused = Pick<Fault, 'parameter' | 'code' | 'detail'> & { at?: number };

/** The problem that the data is to blame for, by what the database said; null where it is not. */
export function toConflict(message: string, sent: Sent): Problem | null {
  const broken = toBroken(message);
  const at = broken ? { at: broken.at } : {};
  if (broken?.code === 'no-address') {
    const detail = 'No address has this id.';
    return toRefusal('invalid-body', [{ parameter: 'address_id', code: 'not-found', detail, ...at }], sent);
  }
  const isTaken = broken?.code === 'taken' || message.includes('UNIQUE constraint failed: app_user.customer_id_folded');
  if (!isTaken) return null;
  const detail = 'Another contact has this customer number.';
  return toRefusal('conflict', [{ parameter: 'customer_id', code: 'taken', detail, ...at }], sent);
}

export function toRefusal(
  type: 'not-found' | 'conflict' | 'invalid-body',
  refused: Refused[],
  { operations, isBatch }: Sent,
): Problem {
  const faults = refused.map(({ at, ...fault }): Fault => {
    if (isBatch && at === undefined) return fault;
    const path = toOwnPath(fault.parameter, isBatch ? operations[at!] : undefined);
    if (isBatch) return { ...fault, pointer: toPointer(['operations', at!, ...path]), index: at! };
    return fault.parameter === 'id' ? fault : { ...fault, pointer: toPointer(path) }; // an id by itself is in the address
  });
  return new Problem(type, { ...(operations.length === 1 && { detail: faults[0]!.detail }), faults });
}

/** Where a field is within an operation of a batch, or in a body that is one by itself. */
function toOwnPath(parameter: string, operation: Operation | undefined): string[] {
  if (!operation || parameter === 'id') return [parameter];
  return [operation.op === 'create' ? 'contact' : 'changes', parameter];
}
