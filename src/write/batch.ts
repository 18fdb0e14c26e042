// The body of a batch → its operations, every fault named by the operation that has it. Pure.
import * as z from 'zod/mini';
import { type Fault, Problem } from '../problem.ts';
import { fold } from '../text/fold.ts';
import { Faults, toFault } from './fault.ts';
import { Changes, Creation, check, checkComplete, Id, type Operation } from './input.ts';

export const MOST_OPERATIONS = 500;

export const OPERATIONS = {
  create: z.strictObject({ op: z.literal('create'), contact: Creation }),
  update: z.strictObject({ op: z.literal('update'), id: Id, changes: Changes }),
  delete: z.strictObject({ op: z.literal('delete'), id: Id }),
};

export function parseBatch(body: unknown): Operation[] {
  const faults = new Faults();
  const envelope = check(z.strictObject({ operations: z.array(z.unknown(), 'Expected a list.') }), body, {
    path: [],
    faults,
  });
  const operations = envelope?.operations ?? [];
  if (envelope && (operations.length < 1 || operations.length > MOST_OPERATIONS))
    faults.note(() => toFault(['operations'], 'out-of-range', `Expected 1 to ${MOST_OPERATIONS} operations.`));
  const parsed = operations.slice(0, MOST_OPERATIONS).map((operation, index) => {
    const path = ['operations', index];
    const kind = (operation as { op?: unknown } | null)?.op;
    if (typeof kind !== 'string' || !Object.hasOwn(OPERATIONS, kind)) {
      const detail = 'Expected create, update or delete.';
      faults.note(() => toFault([...path, 'op'], 'unknown-value', detail), index);
      return null;
    }
    const schema: z.ZodMiniType<unknown> = OPERATIONS[kind as keyof typeof OPERATIONS];
    const result = check(schema, operation, { path, faults, index });
    if (kind === 'create')
      checkComplete((operation as { contact?: unknown }).contact, { path: [...path, 'contact'], faults, index });
    return result as Operation | null;
  });
  for (const fault of findRepeated(parsed)) faults.note(() => fault);
  faults.throwIfAny();
  const taken = findTaken(parsed as Operation[]);
  if (taken.length > 0) throw new Problem('conflict', { faults: taken });
  return parsed as Operation[];
}

/** Contacts that several operations name: which of them is meant to hold would be a guess. */
function findRepeated(operations: (Operation | null)[]): Fault[] {
  const toId = (operation: Operation | null) => (operation && operation.op !== 'create' ? operation.id : null);
  return findAgain(operations.map(toId)).map((index) => {
    const detail = `An earlier operation names contact ${toId(operations[index]!)}.`;
    return { ...toFault(['operations', index, 'id'], 'repeated-value', detail), index };
  });
}

/** Customer numbers that an earlier operation gives to another contact. */
function findTaken(operations: Operation[]): Fault[] {
  const numbers = operations.map((operation) => {
    if (operation.op === 'delete') return null;
    const { customer_id } = operation.op === 'create' ? operation.contact : operation.changes;
    return customer_id === undefined ? null : fold(customer_id);
  });
  return findAgain(numbers).map((index) => {
    const part = operations[index]!.op === 'create' ? 'contact' : 'changes';
    const detail = 'An earlier operation gives this customer number to another contact.';
    return { ...toFault(['operations', index, part, 'customer_id'], 'taken', detail), index };
  });
}

/** The places of values that stand earlier already; null is none. */
function findAgain(values: (string | number | null)[]): number[] {
  return values.flatMap((value, index) => (value !== null && values.indexOf(value) < index ? [index] : []));
}
