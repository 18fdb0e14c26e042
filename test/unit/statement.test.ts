// The texts of statements: the fields are read in the order in which the answer has them, and they leave SQLite no choice: which
// index is read first, in which order tables are joined, and how far all of it may go.
import { readdirSync, readFileSync } from 'node:fs';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { BUDGET } from '../../src/plan/budget.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { parseListQuery } from '../../src/query/query.ts';
import type { Start } from '../../src/query/start.ts';
import { toStepStatement } from '../../src/sql/statement.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { openSqlite } from '../mutation/sqlite.ts';
import { explain } from '../support/explain.ts';

const dialect = new SQLiteSyncDialect();
const context = { estimator: toEstimator(null, 3_000_000), rows: 51, budget: BUDGET.page, mayFetch: true };

const VALUES = Array.from({ length: 40 }, (_, at) => `n${at + 10}`).join(',');

describe('every statement of a list', () => {
  const folder = `${import.meta.dirname}/../../migrations`;
  const migrations = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const database = openSqlite(migrations.sort().map((name) => readFileSync(`${folder}/${name}`, 'utf8')));

  /** Few contacts, of which all ways are planned, and so many that a fetch is one in parts. */
  const plans = (search: string, start: Start) =>
    [20_000, 200_000].flatMap((contacts) => {
      const query = parseListQuery(search);
      const planned = { order: query.order, tests: query, ranked: query.ranked };
      const known = { ...context, estimator: toEstimator(null, contacts), mayCollect: true };
      return planSteps(planned, start, known).map((step) => {
        const { sql, params } = dialect.sqlToQuery(
          toStepStatement(step, { ...query, isNamed: true, limit: query.limit + 1 }),
        );
        return { step, sql, params };
      });
    });

  it.each<[string, Start]>([
    ['sort=city', 'edge'],
    ['sort=-city', { keys: ['oslo', 3, 7], inclusive: false }],
    ['sort=relationship_id', 'edge'],
    ['gender=male&country=NO&sort=-points', { keys: [5, 7], inclusive: false }],
    ['gender=male&points.gte=5&sort=city', { keys: ['oslo', 3, 7], inclusive: false }],
    ['last_name.gte=B&sort=points', 'edge'],
    ['last_name.gte=B&gender=male&sort=city,points', { keys: ['oslo', 5, 7], inclusive: false }],
    ['country=NO&city.gte=B&points=5&sort=created', 'edge'],
    ['country=NO&sort=city,last_name', { keys: ['oslo', 'x', 7], inclusive: false }],
    [`last_name.nin=${VALUES}&sort=last_name,city`, 'edge'],
    [`last_name.in=${VALUES}&first_name.nin=${VALUES}&sort=points`, 'edge'],
    ['birthday=2000-01-01&points=5&city=Oslo&sort=-created', { keys: ['2024-01-01T00:00:00Z', 7], inclusive: false }],
    ['city=Oslo&street=A&gender=male&any=points=5&any=points=7&sort=created', 'edge'],
    ['q=anna+b&points=5', { keys: [1, 7], inclusive: false }],
    ['q=anna&city=Oslo&sort=-points', 'edge'],
    ['q=anna&sort=last_name,city', 'edge'],
  ])('of %s from %j names what is read first, the order of tables, and how far it may go', async (search, start) => {
    const found = plans(search, start);
    expect(found.length).toBeGreaterThan(0);
    for (const { step, sql, params } of found) {
      const read = step.access === 'search' || step.table === 'contact_word' ? '"contact_word" match ?' : toRead(step);
      expect(sql).toContain(read);
      expect(sql.match(/(?<!cross|left) join /g)).toBeNull();
      expect(await explain(database, sql, params)).toEqual([]);
      expect(sql).toMatch(/ limit (51|53)$/); // of a part, two cuts besides
      expect(params.length).toBeLessThanOrEqual(100);
    }
  });

  function toRead({ table, index }: { table: string; index: string | null }): string {
    return `"${table}" ${index === null ? 'not indexed' : `indexed by "${index}"`}`;
  }
});
