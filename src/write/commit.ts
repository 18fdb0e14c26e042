// Operations in, what became of them out: the contacts are found, what they expect is held against them, and all is done
// in one transaction or nothing is. What is safe to try again is tried again.

import { type Database, mayPass } from '../db/database.ts';
import { type SQL, sql } from '../db/sql.ts';
import { type Fault, Problem } from '../errors.ts';
import { backoff, sleep } from '../patience.ts';
import type { Deed, Stored } from './deed.ts';
import { toBroken } from './expectation.ts';
import { type Answered, isClaimed, type Receipt, selectAnswer, toAnswered } from './idempotency.ts';
import type { Contact, Operation } from './input.ts';
import { toStatements } from './statements.ts';

const ATTEMPTS = 10;
const FIRST_BACKOFF_MS = 20;

/** The write that announces the data version says after how many milliseconds; null where another one does. */
export type Announcement = { wait: number } | null;

export interface Committed extends Answered {
  /** Of each contact; none where the answer is replayed. */
  revisions: number[];
  /** Whether this is what an earlier request with the same key was answered. */
  isReplayed: boolean;
  announcement: Announcement;
}

export interface Means {
  database: Database;
  receipt: Receipt | null;
  /** Whether the contact, as it is, is what the request expects (If-Match). */
  isExpected: (contact: (string | number | null)[], revision: number) => boolean;
  /** Whether doing the operations twice is doing them once, as far as the request says. */
  isRepeatable: boolean;
  /** Selects the contacts with these ids, ordered by id, each as a JSON array `contact`, with its `revision`. */
  selectContacts: (ids: SQL) => SQL;
  /** The fields of such an array, in their order. */
  fields: readonly string[];
}

/** Does the operations. Throws not-found, conflict, precondition-failed and invalid-body, with each fault's index. */
export async function commit(operations: Operation[], means: Means): Promise<Committed> {
  const { database, receipt, selectContacts, isRepeatable } = means;
  database.toPrimary();
  const creates = operations.some(({ op }) => op === 'create');
  let isUnsure = false;
  for (let attempt = 1; ; attempt++) {
    const answered = receipt && toAnswered((await database.run(selectAnswer(receipt)))[0]!, receipt);
    if (answered) return { ...answered, revisions: [], isReplayed: true, announcement: null };
    const found = await find(operations, { ...means, mayBeGone: isUnsure });
    const { deeds, ...unchanged } = found;
    if (deeds.length === 0) return { ...unchanged, isReplayed: false, announcement: null };
    const announcer = crypto.randomUUID();
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    try {
      const results = await database.write(...toStatements({ deeds, now, announcer, receipt, selectContacts }));
      const [contacts, state] = results.slice(-2);
      const { version, announcer: announcing, wait } = state!.rows[0]!;
      return {
        version: Number(version),
        contacts: contacts!.rows.map(({ contact }) => JSON.parse(String(contact))),
        revisions: contacts!.rows.map(({ revision }) => Number(revision)),
        isReplayed: false,
        announcement: announcing === announcer ? { wait: Math.max(0, Number(wait)) } : null,
      };
    } catch (error) {
      const message = toMessage(error);
      const isOvertaken = isClaimed(message) || toBroken(message)?.code === 'changed';
      const isLost = mayPass(error) && isRepeatable && (!creates || receipt !== null);
      if (!isOvertaken && !isLost) throw toConflict(message, operations) ?? error;
      if (attempt === ATTEMPTS) throw isLost ? error : new Problem('overloaded', { headers: { 'Retry-After': '1' } });
      isUnsure = isLost;
      await sleep(backoff(attempt, FIRST_BACKOFF_MS));
    }
  }
}

/** What the operations are about. Without any deed nothing is to be done, and the contacts are as they are. */
async function find(
  operations: Operation[],
  { database, isExpected, selectContacts, fields, mayBeGone }: Means & { mayBeGone: boolean },
): Promise<Answered & { deeds: Deed[]; revisions: number[] }> {
  const ids = JSON.stringify(operations.flatMap((operation) => (operation.op === 'create' ? [] : [operation.id])));
  const selected = sql`select value from json_each(${ids})`;
  const [state, contacts] = await database.run(
    sql`select version as "version" from data_state`,
    selectContacts(selected),
  );
  const rows = contacts!.rows.map(({ contact }) => JSON.parse(String(contact)) as Answered['contacts'][number]);
  const revisions = contacts!.rows.map(({ revision }) => Number(revision));
  const stored = new Map<number, Stored>();
  for (const [at, row] of rows.entries()) {
    const contact = Object.fromEntries(fields.map((field, column) => [field, row[column]])) as unknown as Stored;
    const revision = revisions[at]!;
    if (!isExpected(row, revision))
      throw new Problem('precondition-failed', {
        detail: 'Read the contact again: its ETag is not the one in If-Match.',
      });
    stored.set(contact.id, { ...contact, revision });
  }
  const isGone = (operation: Operation) => operation.op !== 'create' && !stored.has(operation.id);
  const missing = operations.flatMap((operation, index) =>
    isGone(operation) && !(operation.op === 'delete' && mayBeGone) ? [toMissing(operation, index)] : [],
  );
  if (missing.length > 0) throw toProblem('not-found', missing, operations);
  const deeds = operations.flatMap((operation, at): Deed[] => {
    if (operation.op === 'create') return [{ op: 'create', at, contact: withDefaults(operation.contact) }];
    const before = stored.get(operation.id);
    if (!before) return [];
    if (operation.op === 'delete') return [{ op: 'delete', at, before }];
    return [{ op: 'update', at, before, changes: operation.changes }];
  });
  const changesNothing = deeds.every((deed) => deed.op === 'update' && Object.keys(deed.changes).length === 0);
  return { deeds: changesNothing ? [] : deeds, version: Number(state!.rows[0]!.version), contacts: rows, revisions };
}

function withDefaults(contact: Partial<Contact> & { address_id?: number }): Contact & { address_id?: number } {
  const defaults = { gender: null, phone_number: null, birthday: null, points: 0, last_activity: null };
  return { ...defaults, ...contact } as Contact & { address_id?: number };
}

function toMissing(operation: Operation, index: number): Fault {
  const id = operation.op === 'create' ? 0 : operation.id;
  return { parameter: 'id', code: 'not-found', detail: `No contact ${id}.`, index };
}

function toMessage(error: unknown): string {
  return String((error as Error | null)?.message ?? error);
}

/** The problem that the data is to blame for; null where it is not. */
function toConflict(message: string, operations: Operation[]): Problem | null {
  const broken = toBroken(message);
  if (broken?.code === 'no-address') {
    const detail = 'No address has this id.';
    const fault: Fault = { parameter: 'address_id', code: 'not-found', detail, index: broken.at };
    return toProblem('invalid-body', [fault], operations);
  }
  const isTaken = broken?.code === 'taken' || message.includes('UNIQUE constraint failed: app_user.customer_id_folded');
  if (!isTaken) return null;
  const detail = 'Another contact has this customer number.';
  const fault: Fault = { parameter: 'customer_id', code: 'taken', detail, ...(broken && { index: broken.at }) };
  return toProblem('conflict', [fault], operations);
}

/** The index tells something only where there are several operations. */
function toProblem(type: 'not-found' | 'conflict' | 'invalid-body', faults: Fault[], operations: Operation[]): Problem {
  if (operations.length > 1) return new Problem(type, { faults });
  return new Problem(type, { detail: faults[0]!.detail, faults: faults.map(({ index: _, ...fault }) => fault) });
}
