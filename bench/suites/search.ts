// Suite `search`: what searches read, in how many round trips, and how long the page's rows take beside the bare query of
// the full-text index, which gives ids alone. Expected: one round trip and no more rows than the budget, whatever is
// searched; for the names and short beginnings that people type, at most three times the time of the bare query.
import { type SQL, sql } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { type Database, openDatabase as openSession } from '../../src/db/database.ts';
import type { Query } from '../../src/db/query.ts';
import { listContacts } from '../../src/list/list.ts';
import { MOST_READ } from '../../src/plan/budget.ts';
import { toMatch } from '../../src/plan/match.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import type { Statistics } from '../../src/statistics/statistics.ts';
import { toPath } from '../harness/path.ts';

const MOST_TIMES_BARE = 3;
/** Runs of a statement in one batch: D1 and the way there and back are not what is measured. */
const RUNS = 10;
const REPEATS = 4;

export interface Search {
  search: string;
  rowsRead: number;
  /** Round trips that read rows of the page. */
  roundTrips: number;
  rows: number;
  partial: boolean;
  /** Of the statements that read the page's rows, and of the bare query, for one run. */
  milliseconds: number;
  bare: number;
  path: string;
  broken: string[];
}

const dialect = new SQLiteSyncDialect();

/** Measures every case on the database's contacts. */
export async function measureSearch(d1: D1Database): Promise<Search[]> {
  const data = await d1.prepare('select data from statistics').first<string>('data');
  const contacts = Number(await d1.prepare('select contacts from data_state').first('contacts'));
  const estimator = toEstimator(data === null ? null : (JSON.parse(data) as Statistics), contacts);
  const measured: Search[] = [];
  for (const { search, promised } of await toCases(d1))
    measured.push(await measure(d1, { search, promised, estimator }));
  return measured;
}

async function measure(
  d1: D1Database,
  { search, promised, estimator }: { search: string; promised: boolean; estimator: Estimator },
): Promise<Search> {
  const query = parseListQuery(search);
  const trips: SQL[][] = [];
  const session = openSession(d1);
  const recorder: Database = {
    ...session,
    run: <const Q extends readonly Query<unknown>[]>(...queries: Q) => {
      trips.push(queries.flatMap(({ statements }) => statements));
      return session.run(...queries);
    },
  };
  const { page, steps } = await listContacts(query, recorder, { estimator });
  const { rowsRead } = session.spent; // a count that goes on behind the answer reads more later
  const readsRows = (statement: SQL) => dialect.sqlToQuery(statement).sql.includes(' as cut');
  const ofRows = trips.flat().filter(readsRows);
  const roundTrips = trips.filter((statements) => statements.some(readsRows)).length;
  const match = toMatch(query.words, []);
  const milliseconds = await time(d1, ofRows);
  const bare = await time(d1, [sql`select rowid from contact_word where contact_word match ${match} limit 51`]);
  const broken = [
    ...(rowsRead > MOST_READ ? ['rows'] : []),
    ...(roundTrips > 1 ? ['round trips'] : []),
    ...(promised && milliseconds > MOST_TIMES_BARE * bare ? ['time'] : []),
  ];
  return {
    search,
    rowsRead,
    roundTrips,
    rows: page.contacts.length,
    partial: page.partial,
    milliseconds,
    bare,
    path: steps.map(toPath).join(', '),
    broken,
  };
}

/** Milliseconds of one run of the statements, the best of several batches. */
async function time(d1: D1Database, statements: SQL[]): Promise<number> {
  const prepared = statements.map((statement) => {
    const { sql, params } = dialect.sqlToQuery(statement);
    return d1.prepare(sql).bind(...params);
  });
  const batch = Array.from({ length: RUNS }, () => prepared).flat();
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    await d1.batch(batch);
    best = Math.min(best, (performance.now() - start) / RUNS);
  }
  return best;
}

/** Searches for what is common; `promised` are those whose time is held against the bare query's. */
async function toCases(d1: D1Database): Promise<{ search: string; promised: boolean }[]> {
  const commonest = async (field: string, rank: number) => {
    const ranked = d1.prepare(
      `select key from value_count where field = ? and key not glob '*[^a-z]*' order by contacts desc limit 1 offset ?`,
    );
    return (await ranked.bind(field, rank).first<{ key: string }>())!.key;
  };
  const [first, second] = [await commonest('first_name', 0), await commonest('first_name', 9)];
  const [last, city] = [await commonest('last_name', 0), await commonest('city', 3)];
  const promised = [`${first} ${last}`, `${second} ${last}`, `${first} a`, `${first} ${last[0]}`, `${second} m`];
  const others = [
    first,
    last,
    city,
    `${first.slice(0, 3)} ${city.slice(0, 3)}`,
    `${first} ${last} ${city}`,
    'a b',
    'an be',
    'mull ber',
    '東京',
    '+4712345678',
  ];
  const refined = [
    'q=an&sort=points',
    `q=${first}&sort=-created`,
    `q=${last}&sort=last_activity`,
    'q=mull+ber&sort=-points',
    `q=${first}&sort=city,last_name`,
    `q=${first}&country=NO`,
    `q=${first}&points.gte=9000`,
    'q=an&points=77&sort=-created',
    'q=an&city=Oslo',
    `q=${first}&cursor=last`,
    `q=${first}&count=exact&facet=gender,country,city,city_code,last_name`,
    `q=${first}+${last}&count=exact&facet=country`,
  ];
  const toSearch = (q: string) => `q=${encodeURIComponent(q)}`;
  return [
    ...promised.map((q) => ({ search: toSearch(q), promised: true })),
    ...others.map((q) => ({ search: toSearch(q), promised: false })),
    ...refined.map((search) => ({ search, promised: false })),
  ];
}

/** A line a search, and whether every one kept what it must. */
export function reportSearch(searches: Search[]): { lines: string[]; kept: boolean } {
  const beyond = searches.filter(({ broken }) => broken.length > 0);
  const lines = [
    `${'search'.padEnd(64)} rows read  trips  rows     ms  bare ms  path`,
    ...searches.map(toLine),
    `${searches.length - beyond.length} of ${searches.length} searches are OK, ${beyond.length} BEYOND.`,
  ];
  return { lines, kept: beyond.length === 0 };
}

function toLine({ search, rowsRead, roundTrips, rows, partial, milliseconds, bare, path, broken }: Search): string {
  const numbers = [
    String(rowsRead).padStart(9),
    String(roundTrips).padStart(6),
    `${rows}${partial ? ' partial' : ''}`.padStart(5),
    milliseconds.toFixed(2).padStart(6),
    bare.toFixed(2).padStart(8),
  ];
  const verdict = broken.length > 0 ? ` BEYOND (${broken.join(', ')})` : '';
  return [decodeURIComponent(search).padEnd(64), ...numbers, `${path}${verdict}`].join(' ');
}
