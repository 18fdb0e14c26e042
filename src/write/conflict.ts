// Why operations cannot be done, as the problem that a client is told: each fault with the index of its operation. Pure.
import { type Fault, Problem } from '../problem.ts';
import type { Operation } from './input.ts';
import { toBroken } from './statements/expectation.ts';

/** The problem that the data is to blame for, by what the database said; null where it is not. */
export function toConflict(message: string, operations: Operation[]): Problem | null {
  const broken = toBroken(message);
  if (broken?.code === 'no-address') {
    const detail = 'No address has this id.';
    const fault: Fault = { parameter: 'address_id', code: 'not-found', detail, index: broken.at };
    return toRefusal('invalid-body', [fault], operations);
  }
  const isTaken = broken?.code === 'taken' || message.includes('UNIQUE constraint failed: app_user.customer_id_folded');
  if (!isTaken) return null;
  const detail = 'Another contact has this customer number.';
  const fault: Fault = { parameter: 'customer_id', code: 'taken', detail, ...(broken && { index: broken.at }) };
  return toRefusal('conflict', [fault], operations);
}

/** The index tells something only where there are several operations. */
export function toRefusal(
  type: 'not-found' | 'conflict' | 'invalid-body',
  faults: Fault[],
  operations: Operation[],
): Problem {
  if (operations.length > 1) return new Problem(type, { faults });
  return new Problem(type, { detail: faults[0]!.detail, faults: faults.map(({ index: _, ...fault }) => fault) });
}
