// One portion of a change of all that match → what became of it, in one transaction with what is answered: whoever sends it
// again, for the answer was lost or another was faster, gets that answer, and nothing is done twice. A contact that another
// write has changed since it was found has the portion found anew.
import { type FoundContact, toFoundContact } from '../contact/contact.ts';
import { FIELD_NAMES, type Written } from '../contact/fields.ts';
import { toFailure } from '../db/failure.ts';
import { commands, query, together } from '../db/query.ts';
import type { Row } from '../db/result.ts';
import { type Raised, selectRaised } from '../db/state.ts';
import { Problem } from '../problem.ts';
import { toSecond } from '../second.ts';
import { backoff, sleep } from '../timeout.ts';
import type { Version } from '../version.ts';
import type { Stored } from './change.ts';
import { type Announcement, toAnnouncement, type WriteContext } from './commit.ts';
import { type Alteration, countFitting, toReworded } from './effort.ts';
import type { Claim } from './idempotency.ts';
import { claimAnswered, isClaimed, selectAnswer } from './statements/claim.ts';
import { toBroken } from './statements/expectation.ts';
import { selectIds } from './statements/named.ts';
import { selectRare } from './statements/rare.ts';
import { isLeft, nameReceipt } from './statements/receipt.ts';
import { toTransaction } from './statements/transaction.ts';

const ATTEMPTS = 6;
const FIRST_BACKOFF_MS = 20;
/** Words that one portion takes away at most, and characters of its contacts: it is then smaller. */
const MOST_WORDS = 5000;
const MOST_CHARACTERS = 400_000;

/** What is done to every contact. */
export type Sweep = { op: 'update'; changes: Partial<Written> } | { op: 'delete' };

/** Contacts that were found, all of their fields; and what is answered where the first so many of them are changed. */
export interface Portion<T> {
  rows: Row[];
  toTold: (changed: number) => T;
}

export interface PortionContext<T> extends Pick<WriteContext, 'database' | 'author' | 'known' | 'selectContacts'> {
  claim: Claim;
  sweep: Sweep;
  /** Finds the contacts that are next, unless it was answered already. */
  find: () => Promise<Portion<T>>;
  /** Rows and index entries that may still be read. */
  left: () => number;
}

export interface Portioned<T> {
  told: T;
  version: Version;
  /** Whether this is what an earlier request was answered. */
  isReplayed: boolean;
  announcement: Announcement;
}

/** Throws what `find` throws, and overloaded where others write to the same contacts again and again. */
export async function commitPortion<T>(context: PortionContext<T>): Promise<Portioned<T>> {
  const { database, claim } = context;
  const receipt = nameReceipt(new Date(), crypto.randomUUID());
  let isUnsure = false;
  for (let attempt = 1; ; attempt++) {
    database.toPrimary(); // each time: where an answer was lost, the session does not know what was done
    const before = { answered: selectAnswer<{ version: Version; told: T }>(claim), raised: selectRaised };
    const [{ answered, raised }] = await database.run(together(before));
    if (answered) {
      const announcement = toAnnouncement(receipt, raised.announcer, raised.wait);
      return { ...answered, isReplayed: !isUnsure, announcement };
    }
    const { rows, toTold } = await context.find();
    try {
      const changes = await prepare(rows, context);
      if (changes) return await write(changes, { ...context, receipt, raised, told: toTold(changes.length) });
    } catch (error) {
      const message = String((error as Error | null)?.message ?? error);
      const isOvertaken = isLeft(message) || isClaimed(message) || toBroken(message)?.code === 'changed';
      const isLost = toFailure(error) === 'lost';
      if (!isOvertaken && !isLost) throw error;
      isUnsure ||= isLost;
      if (isLost && attempt === ATTEMPTS) throw error;
    }
    if (attempt === ATTEMPTS) throw new Problem('overloaded', { headers: { 'Retry-After': '1' } });
    await sleep(backoff(attempt, FIRST_BACKOFF_MS));
  }
}

/** The changes of the first contacts, as many as may be; null where one of them is not any more as it was found. */
async function prepare<T>(
  rows: Row[],
  { database, sweep, left, selectContacts }: PortionContext<T>,
): Promise<Alteration[] | null> {
  const found = cut(rows.map((row) => toAlteration(row as unknown as Stored, sweep)));
  if (found.length === 0) return [];
  const ids = found.map(({ before }) => before.id);
  const words = [...new Set(found.flatMap((change) => toReworded(change).gone))];
  const looked = together({
    contacts: query(selectContacts(selectIds(ids)), ({ rows }) => rows.map(toFoundContact)),
    rare: words.length > 0 ? selectRare(words, found.length) : null,
  });
  const [{ contacts, rare }] = await database.run(looked);
  const isSame = ({ fields }: FoundContact, at: number) => toText(found[at]!.before) === JSON.stringify(fields);
  if (contacts.length < found.length || !contacts.every(isSame)) return null;
  const changes = found.map((change, at) => {
    const before = { ...change.before, revision: contacts[at]!.revision };
    return { ...change, at, before };
  });
  return changes.slice(0, countFitting(changes, rare ?? new Map(), left()));
}

function toAlteration(before: Stored, sweep: Sweep): Alteration {
  return sweep.op === 'delete'
    ? { op: 'delete', at: 0, before }
    : { op: 'update', at: 0, before, values: sweep.changes };
}

/** As many as one transaction takes, one at least. */
function cut(changes: Alteration[]): Alteration[] {
  let [words, characters] = [0, 0];
  const most = changes.findIndex((change) => {
    words += toReworded(change).gone.length;
    characters += toText(change.before).length;
    return words > MOST_WORDS || characters > MOST_CHARACTERS;
  });
  return most < 0 ? changes : changes.slice(0, Math.max(1, most));
}

function toText(contact: Stored): string {
  return JSON.stringify(FIELD_NAMES.map((name) => (contact as Row)[name]));
}

interface Settling<T> extends PortionContext<T> {
  receipt: string;
  raised: Raised;
  told: T;
}

/** Where nothing is changed, only that is noted: the data stays of its version. */
async function write<T>(
  changes: Alteration[],
  { database, author, claim, receipt, raised, told, known, selectContacts }: Settling<T>,
): Promise<Portioned<T>> {
  const answer = JSON.stringify(told);
  if (changes.length === 0) {
    await database.write(commands(...claimAnswered(claim, answer)));
    return { told, version: raised.version, isReplayed: false, announcement: null };
  }
  const now = toSecond(new Date());
  const writing = { changes, author, now, known: known(), receipt, claim, told: answer, selectContacts };
  const { version, announcer, wait } = (await database.write(toTransaction(writing))).raised;
  return { told, version, isReplayed: false, announcement: toAnnouncement(receipt, announcer, wait) };
}
