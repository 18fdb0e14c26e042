// The ledger of erasures: the ids of deleted contacts in another database, so that they can be deleted again once an older
// state of this one is restored. A delete queues them in its transaction; from the queue they go there behind its answer, and
// what fails, with the cron trigger's next run. Nothing leaves the queue before the ledger has it.
import { type Database, openDatabase } from '../db/database.ts';
import { Problem } from '../problem.ts';
import { NO_VERSION } from '../version.ts';
import { commit, type WriteContext } from './commit.ts';
import { selectQueued, unqueue } from './statements/erasure.ts';
import { enterErasures, selectErased, selectReturned } from './statements/ledger.ts';

/** As many as one request deletes. */
const SHIPPED_AT_ONCE = 500;
/** Of the ledger that are looked at in one step of a replay, and so deleted in one transaction at most. */
const REPLAYED_AT_ONCE = 500;
const ATTEMPTS = 5;

interface Databases {
  DB: Parameters<typeof openDatabase>[0];
  LEDGER?: Parameters<typeof openDatabase>[0] | undefined;
}

/** Gives how many went into the ledger. Throws where there is none, or where it fails: then they stay queued. */
export async function shipErasures({ DB, LEDGER }: Databases, most = SHIPPED_AT_ONCE): Promise<number> {
  const database = openDatabase(DB, 'first-primary');
  const [queued] = await database.run(selectQueued(most));
  if (queued.length === 0) return 0;
  if (!LEDGER) throw new Error('There is no binding LEDGER: erased ids are queued.');
  await openDatabase(LEDGER, 'first-primary').run(enterErasures(queued));
  await database.run(unqueue(queued));
  return queued.length;
}

/**
 * Deletes contacts that are there again although the ledger has them, in transactions like those of any other write. Gives
 * how many. May be run again.
 */
export async function replayErasures(
  { database, ledger }: { database: Database; ledger: Database },
  { selectContacts, author }: Pick<WriteContext, 'selectContacts' | 'author'>,
): Promise<number> {
  let replayed = 0;
  for (let after = 0; ; ) {
    const [erased] = await ledger.run(selectErased(after, REPLAYED_AT_ONCE));
    if (erased.length === 0) return replayed;
    for (let attempt = 1; ; attempt++) {
      const [returned] = await database.run(selectReturned(erased));
      const operations = returned.map((id) => ({ op: 'delete' as const, id }));
      try {
        if (returned.length > 0)
          await commit(operations, { database, author, claim: null, isExpected: null, isBatch: true, known: () => NO_VERSION, selectContacts }); // biome-ignore format: one line
        replayed += returned.length;
        break;
      } catch (error) {
        const isOvertaken = error instanceof Problem && error.type === 'not-found';
        if (!isOvertaken || attempt === ATTEMPTS) throw error;
      }
    }
    after = erased.at(-1)!.contactId;
  }
}
