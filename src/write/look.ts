// Operations → what is known about them before they are done, in one round trip: the contacts that they name, whether their
// Idempotency-Key has been answered, and where an attempt has lost its answer, whether it was done.
import type { Database, Result } from '../db/database.ts';
import type { SQL } from '../db/sql.ts';
import { type Raised, selectRaised, toRaised } from '../db/state.ts';
import type { Answered, Claim } from './idempotency.ts';
import type { Operation } from './input.ts';
import { selectAnswer, toAnswered } from './statements/claim.ts';
import { type Lost, selectCreated, selectNamed } from './statements/named.ts';
import { selectReceipt } from './statements/receipt.ts';

/** A contact as a JSON array of its fields, and its revision. */
export interface FoundContact {
  fields: (string | number | null)[];
  revision: number;
}

export interface Looking {
  database: Database;
  claim: Claim | null;
  lost: Lost | null;
  /** Selects the contacts with these ids, ordered by id, each as a JSON array `contact`, with its `revision`. */
  selectContacts: (ids: SQL) => SQL;
}

export interface Look extends Raised {
  /** The contacts that the operations name, ordered by id. */
  named: FoundContact[];
  /** What the key was answered first; null where it is new, or there is none. */
  answered: Answered | null;
  /** Whether the lost attempt was committed; the contacts that it created then, as far as they still have their numbers. */
  isDone: boolean;
  created: FoundContact[];
}

/** Throws idempotency-key-reused. */
export async function look(operations: Operation[], looking: Looking): Promise<Look> {
  const { database, claim, lost, selectContacts } = looking;
  const [state, named, answer, receipt, created] = await runSome(database, [
    selectRaised,
    selectContacts(selectNamed(operations)),
    claim && selectAnswer(claim),
    lost && selectReceipt(lost.receipt),
    lost && selectContacts(selectCreated(operations, lost)),
  ]);
  return {
    ...toRaised(state!),
    named: toFound(named!),
    answered: claim && toAnswered(answer!, claim),
    isDone: receipt !== null && receipt!.rows.length > 0,
    created: created ? toFound(created) : [],
  };
}

export function toFound({ rows }: Result): FoundContact[] {
  return rows.map(({ contact, revision }) => ({ fields: JSON.parse(String(contact)), revision: Number(revision) }));
}

/** Runs those of the statements that there are, in one round trip; one result for each place, null where there is none. */
async function runSome(database: Database, statements: (SQL | null)[]): Promise<(Result | null)[]> {
  const results = await database.run(...statements.filter((statement) => statement !== null));
  return statements.map((statement) => (statement ? results.shift()! : null));
}
