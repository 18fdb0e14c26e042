// The queries of the page of alerts: each names what it reads by the place where the Worker writes it, and is SQL. SQLite runs
// them; of what is Analytics Engine's own, intervals are written otherwise and quantiles are made up here.
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { BLOBS, DOUBLES } from '../../src/http/watch/note.ts';
import { toFile } from './pages.ts';

const page = readFileSync(toFile('src/docs/alerts.md'), 'utf8');
const queries = [...page.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, query]) => query!);
const nameOf = (kind: string, place: number) => (kind === 'blob' ? BLOBS : DOUBLES)[place - 1];

it('has queries', () => {
  expect(queries.length).toBeGreaterThan(5);
});

it.each(queries)('reads each number and text from where it is written: %s', (query) => {
  const named = [...query.matchAll(/(blob|double)(\d+)(?:, _sample_interval\)|\)*) AS (\w+)/g)];
  expect(named.length).toBeGreaterThan(0);
  for (const [all, kind, place, name] of named) expect([all, name]).toEqual([all, nameOf(kind!, Number(place))]);
  const used = [...query.matchAll(/\b(blob|double)(\d+)\b/g)];
  for (const [all, kind, place] of used) expect([all, nameOf(kind!, Number(place))]).not.toEqual([all, undefined]);
});

it.each(queries)('is SQL over a data set of such points: %s', (query) => {
  const database = new DatabaseSync(':memory:');
  const columns = [...BLOBS.map((_, at) => `blob${at + 1} text`), ...DOUBLES.map((_, at) => `double${at + 1} real`)];
  database.exec(`create table kartei_requests (timestamp text, _sample_interval real, ${columns.join()})`);
  const values = [...BLOBS.map(() => "'500'"), ...DOUBLES.map(() => '100000')];
  database.exec(`insert into kartei_requests values ('9999-01-01', 2, ${values.join()})`);
  const step = (_: number, part: unknown, value: unknown, weight: unknown) =>
    Number(part) * Number(value) * Number(weight);
  database.aggregate('quantileWeighted', { start: 0, step });
  const asSqlite = query
    .replace(/NOW\(\) - INTERVAL '(\d+)' (MINUTE|HOUR|DAY)/g, "datetime('now', '-$1 $2')")
    .replace(/\bif\(/g, 'iif(');
  const rows = database.prepare(asSqlite).all();
  database.close();
  expect(rows.length).toBe(/IN \('401'/.test(query) ? 0 : 1);
});
