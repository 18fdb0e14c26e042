// Operations in, what became of them out: the contacts are found, what they expect is checked against them, and all is done
// in one transaction or nothing is. New contacts, and changes that do not depend on what a contact is, expect nothing that
// the transaction does not check itself: they take one round trip. An attempt that another write overtook, or whose answer was lost, is made again: one
// that was done after all is known by its receipt, so that nothing is done twice, nor over what others did since.

import type { FoundContact } from '../contact/contact.ts';
import type { Database } from '../db/database.ts';
import { toFailure } from '../db/failure.ts';
import type { SQL } from '../db/sql.ts';
import { Problem } from '../problem.ts';
import { toSecond } from '../second.ts';
import { backoff, sleep } from '../timeout.ts';
import { NO_VERSION, type Version } from '../version.ts';
import { toConflict } from './conflict.ts';
import type { Answered, Claim } from './idempotency.ts';
import type { Operation } from './input.ts';
import { type Look, look } from './look.ts';
import { areBlind, type Resolving, toChanges } from './resolve.ts';
import type { Author } from './statements/audit.ts';
import { isClaimed } from './statements/claim.ts';
import { toBroken } from './statements/expectation.ts';
import { isLeft, nameReceipt } from './statements/receipt.ts';
import { toTransaction, type Writing } from './statements/transaction.ts';

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

export interface WriteContext extends Pick<Resolving, 'isExpected' | 'isBatch'> {
  database: Database;
  author: Author;
  claim: Claim | null;
  /** The newest data version that is known of. */
  known: () => Version;
  /** Selects the contacts with these ids, ordered by id, each as a JSON array `contact`, with its `revision`. */
  selectContacts: (ids: SQL) => SQL;
}

/** Does the operations. Throws not-found, conflict, precondition-failed and invalid-body, with each fault's place. */
export async function commit(operations: Operation[], context: WriteContext): Promise<Committed> {
  const { database, author, claim, known, selectContacts, isExpected, isBatch } = context;
  const receipt = nameReceipt(new Date(), crypto.randomUUID());
  const began = toSecond(new Date());
  let isUnsure = false;
  for (let attempt = 1; ; attempt++) {
    database.toPrimary(); // each time: where an answer was lost, the session does not know what was done
    const isUnseen = attempt === 1 && known() !== NO_VERSION && !isExpected && areBlind(operations);
    const found = isUnseen ? null : await look(operations, { ...context, lost: isUnsure ? { receipt, began } : null });
    if (found?.isDone) return toDone(operations, receipt, found);
    if (found?.answered) return { ...found.answered, revisions: [], isReplayed: true, announcement: null };
    const changes = toChanges(operations, { ...context, named: found?.named ?? null });
    if (found && changes.length === 0) return { ...toAnswer(found.version, found.named), announcement: null };
    try {
      const now = toSecond(new Date());
      return await write(database, { changes, author, now, known: known(), receipt, claim, selectContacts });
    } catch (error) {
      const message = String((error as Error | null)?.message ?? error);
      const isOvertaken = isLeft(message) || isClaimed(message) || toBroken(message)?.code === 'changed';
      const isLost = toFailure(error) === 'lost';
      if (!isOvertaken && !isLost) throw toConflict(message, { operations, isBatch }) ?? error;
      if (attempt === ATTEMPTS) throw isLost ? error : new Problem('overloaded', { headers: { 'Retry-After': '1' } });
      isUnsure ||= isLost;
      if (!(isUnseen && isOvertaken)) await sleep(backoff(attempt, FIRST_BACKOFF_MS)); // looking tells what it met
    }
  }
}

async function write(database: Database, writing: Writing): Promise<Committed> {
  const { contacts, raised } = await database.write(toTransaction(writing));
  const { version, announcer, wait } = raised;
  return {
    ...toAnswer(version, contacts),
    announcement: toAnnouncement(writing.receipt, announcer, wait),
  };
}

/**
 * The answer to a write that was done by an attempt whose own answer was lost. With an Idempotency-Key it is the one that was
 * stored; else it tells the contacts as they are now, with their revisions and the version of that: what others did since
 * included, as if the answer had come before and the client had read again. Throws conflict where they did so much that a
 * contact cannot be told: it is deleted, or a new one has another number.
 */
function toDone(operations: Operation[], receipt: string, found: Look): Committed {
  const { version, named, created, answered } = found;
  const announcement = toAnnouncement(receipt, found.announcer, found.wait);
  if (answered) return { ...answered, revisions: [], isReplayed: false, announcement };
  const contacts = [...named, ...created].sort((a, b) => Number(a.fields[0]) - Number(b.fields[0]));
  const ids = new Set(contacts.map(({ fields }) => fields[0]));
  if (ids.size !== operations.filter(({ op }) => op !== 'delete').length)
    throw new Problem('conflict', {
      detail: 'This was done, but another request has deleted or renumbered the contact since. Read it again.',
    });
  return { ...toAnswer(version, contacts), announcement };
}

function toAnswer(version: Version, contacts: FoundContact[]): Omit<Committed, 'announcement'> {
  return {
    version,
    contacts: contacts.map(({ fields }) => fields),
    revisions: contacts.map(({ revision }) => revision),
    isReplayed: false,
  };
}

/** Of a write by its receipt: where it is the one that announces. */
export function toAnnouncement(receipt: string, announcer: string, wait: number): Announcement {
  return announcer === receipt ? { wait: Math.max(0, wait) } : null;
}
