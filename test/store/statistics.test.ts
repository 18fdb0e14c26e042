// How an isolate comes by the planner's statistics: once, whoever asks at the same time, and never waiting for ever.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { gatherStatistics } from '../../src/sql/sample.ts';
import { knowledgeOf } from '../../src/statistics/current.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace } from '../support/edge.ts';

const contacts = drawContacts(200, 9);
beforeAll(async () => {
  await storeContacts(contacts);
  await gatherStatistics(openDatabase(env.DB), new Date());
});

/** The real D1, each of whose statements is noted. */
function noteStatements(): { DB: D1Database; texts: string[] } {
  const texts: string[] = [];
  const withSession = (start: string) => {
    const session = env.DB.withSession(start);
    const prepare = (sql: string) => {
      texts.push(sql);
      return session.prepare(sql);
    };
    return { prepare, batch: session.batch.bind(session), getBookmark: session.getBookmark.bind(session) };
  };
  return { DB: { withSession } as unknown as D1Database, texts };
}

describe('the statistics', () => {
  it('are read once when 40 requests reach a cold isolate', async () => {
    const { DB, texts } = noteStatements();
    const place = openPlace([], { DB });
    const paths = Array.from({ length: 40 }, (_, at) => `/v1/contacts?limit=${at + 1}`);
    const answers = await Promise.all(paths.map((path) => place.fetch(path)));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
    expect(texts.filter((sql) => sql.includes('"statistics"'))).toHaveLength(1);
    await place.settle();
  });

  it('are done without where reading them hangs, and looked for anew by the next request', async () => {
    const bindings = { ...openPlace().env, DB: {} };
    const hanging = { run: () => new Promise(() => {}) } as unknown as Database;
    const now = Date.now();
    const waitUntil = () => {};
    const [first, joined] = await Promise.all(
      [now, now + 1].map((now) => knowledgeOf(bindings, hanging, { now, waitUntil })),
    );
    expect([first, joined].map((estimator) => estimator!.heavyValues('gender', 0))).toEqual([[], []]);
    const next = await knowledgeOf(bindings, openDatabase(env.DB), { now: Date.now(), waitUntil });
    expect([next.contacts, next.heavyValues('gender', 0).length > 0]).toEqual([contacts.length, true]);
  });

  it('are looked for anew where reading them failed', async () => {
    const bindings = { ...openPlace().env, DB: {} };
    const failing = { run: () => Promise.reject(new Error('no database')) } as unknown as Database;
    const waitUntil = () => {};
    expect((await knowledgeOf(bindings, failing, { now: Date.now(), waitUntil })).heavyValues('gender', 0)).toEqual([]);
    const next = await knowledgeOf(bindings, openDatabase(env.DB), { now: Date.now(), waitUntil });
    expect(next.contacts).toBe(contacts.length);
  });
});
