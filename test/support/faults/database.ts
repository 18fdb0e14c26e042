// D1 as it may be met: round trips that are lost, done without an answer, late, twice or slow, as a schedule says, and a
// replica that lags for sessions that do not begin at the primary. What runs, runs in real databases.
import type { Schedule } from './schedule.ts';

export const LOST = 'D1_ERROR: Network connection lost.';
export const BUSY = 'D1_ERROR: D1 DB is overloaded. Too many requests queued.';
const SLOW_MS = 60;
/** So many round trips later at most what is late arrives. */
const LATEST = 4;

/** Another real database, which is as far as the bookmark says; null where there is none. */
export interface Replica {
  database: D1Database;
  bookmark: string | null;
}

interface Parcel {
  /** How many round trips pass it by before it arrives. */
  left: number;
  deliver: () => Promise<unknown>;
}

/** What is on its way to a database. It outlives the isolates that sent it. */
export function openPost() {
  let parcels: Parcel[] = [];
  const deliver = async (due: Parcel[]) => {
    for (const parcel of due) await parcel.deliver().catch(() => null); // whoever sent it does not listen any more
  };
  return {
    add: (parcel: Parcel) => void parcels.push(parcel),
    /** One more round trip begins: what is due arrives before it. */
    async pass() {
      for (const parcel of parcels) parcel.left -= 1;
      const due = parcels.filter(({ left }) => left < 0);
      parcels = parcels.filter(({ left }) => left >= 0);
      await deliver(due);
    },
    /** All of it arrives. */
    async flush() {
      await deliver(parcels.splice(0));
    },
  };
}

export type Post = ReturnType<typeof openPost>;

interface Around {
  primary: D1Database;
  replica: Replica;
  schedule: Schedule;
  post: Post;
}

/** A binding of an isolate to the database. */
export function openFaulty({ primary, replica, schedule, post }: Around): D1Database {
  const travel = async <T>(run: () => Promise<T>): Promise<T> => {
    await post.pass();
    const fault = schedule.database();
    const later = () => post.add({ left: Math.floor(schedule.chance() * LATEST), deliver: run });
    if (fault === 'late') later();
    if (fault === 'lost' || fault === 'late') throw new Error(LOST);
    if (fault === 'busy') throw new Error(BUSY);
    if (fault === 'slow') await new Promise((resume) => setTimeout(resume, SLOW_MS));
    const answer = await run();
    if (fault === 'again') later();
    if (fault === 'unanswered') throw new Error(LOST);
    return answer;
  };
  const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const wrapStatement = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => wrapStatement(statement.bind(...values)),
      all: () => travel(() => statement.all()),
    } as unknown as D1PreparedStatement;
    inner.set(wrapped, statement);
    return wrapped;
  };
  const wrapSession = (session: D1DatabaseSession, bookmark: string | null) =>
    ({
      prepare: (sql: string) => wrapStatement(session.prepare(sql)),
      batch: (statements: D1PreparedStatement[]) =>
        travel(() => session.batch(statements.map((statement) => inner.get(statement)!))),
      getBookmark: () => bookmark ?? session.getBookmark(),
    }) as unknown as D1DatabaseSession;
  const withSession = (start = 'first-unconstrained') => {
    const isFarEnough = replica.bookmark !== null && (start === 'first-unconstrained' || start <= replica.bookmark);
    if (start === 'first-primary' || !isFarEnough) return wrapSession(primary.withSession(start), null);
    return wrapSession(replica.database.withSession('first-unconstrained'), replica.bookmark);
  };
  return { withSession } as unknown as D1Database;
}
