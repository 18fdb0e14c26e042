// A D1 that answers what it has answered before without asking the database: each answer is decoded from JSON anew, as the
// binding does, so that what is measured beside it is the Worker's own work alone.

export interface Replay {
  d1: D1Database;
  /** How many trips had to be made after all. */
  trips: () => number;
}

interface Wrapped {
  statement: D1PreparedStatement;
  key: string;
}

export function replayDatabase(database: D1Database): Replay {
  const answers = new Map<string, string>();
  const known = new WeakMap<object, Wrapped>();
  let trips = 0;
  const answer = async <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    let kept = answers.get(key);
    if (kept === undefined) {
      trips += 1;
      kept = JSON.stringify(await ask());
      answers.set(key, kept);
    }
    return JSON.parse(kept) as T;
  };
  const wrap = (statement: D1PreparedStatement, key: string): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values), `${key} ${values.join(' ')}`),
      all: () => answer(key, () => statement.all()),
    } as unknown as D1PreparedStatement;
    known.set(wrapped, { statement, key });
    return wrapped;
  };
  const withSession = (start: string) => {
    const session = database.withSession(start);
    return {
      prepare: (sql: string) => wrap(session.prepare(sql), sql),
      batch: (statements: D1PreparedStatement[]) => {
        const own = statements.map((statement) => known.get(statement)!);
        return answer(own.map(({ key }) => key).join('; '), () => session.batch(own.map(({ statement }) => statement)));
      },
      getBookmark: () => session.getBookmark(),
    };
  };
  return { d1: { withSession } as unknown as D1Database, trips: () => trips };
}
