// Operations → what is known about them before they are done, in one round trip: the contacts that they name, whether their
// Idempotency-Key has been answered, and where an attempt has lost its answer, whether it was done.
import { type FoundContact, toFoundContact } from '../contact/contact.ts';
import type { Database } from '../db/database.ts';
import { known, query, together } from '../db/query.ts';
import type { SQL } from '../db/sql.ts';
import { type Raised, selectRaised } from '../db/state.ts';
import type { Answered, Claim } from './idempotency.ts';
import type { Operation } from './input.ts';
import { selectAnswer } from './statements/claim.ts';
import { type Lost, selectCreated, selectNamed } from './statements/named.ts';
import { selectReceipt } from './statements/receipt.ts';

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
  const select = (ids: SQL) => query(selectContacts(ids), ({ rows }) => rows.map(toFoundContact));
  const [{ raised, ...found }] = await database.run(
    together({
      raised: selectRaised,
      named: select(selectNamed(operations)),
      answered: claim ? selectAnswer<Answered>(claim) : known(null),
      isDone: lost ? selectReceipt(lost.receipt) : known(false),
      created: lost ? select(selectCreated(operations, lost)) : known([]),
    }),
  );
  return { ...raised, ...found };
}
