// The text of statements is drizzle's own, to the letter.
import { sql as drizzle, Param, type SQL } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { expect, it } from 'vitest';
import { planStatements } from '../../bench/inside/planned.ts';
import { render } from '../../src/db/render.ts';
import { appUser } from '../../src/db/schema.ts';
import { sql } from '../../src/db/sql.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';

const dialect = new SQLiteSyncDialect();

function expectSame(statement: SQL): void {
  const { sql, params } = dialect.sqlToQuery(statement);
  expect(render(statement)).toEqual({ sql, params });
  const inline = render(statement, { inline: true });
  expect(inline).toEqual({ sql: dialect.sqlToQuery(statement.inlineParams()).sql, params: [] });
}

it.each([
  'sort=-city,last_name',
  "last_name=O'Hara&points.between=1,5&sort=created",
  'first_name.contains=%22a%22&gender.null=true&facet=city,gender&count=exact',
  'q=anna+ber&country.nin=de,no&facet=country',
  `id.in=${Array.from({ length: 50 }, (_, at) => at)}&points.nin=${Array.from({ length: 50 }, (_, at) => at)}`,
])('writes what a list reads for %s as drizzle does', async (search) => {
  const statements = await planStatements(parseListQuery(search), toEstimator(null, 5000));
  expect(statements.length).toBeGreaterThan(1);
  for (const statement of statements) expectSame(statement);
});

type Tag = Pick<typeof sql, 'raw' | 'identifier' | 'join'> &
  ((strings: TemplateStringsArray, ...values: unknown[]) => SQL);

it.each<[string, (sql: Tag) => SQL]>([
  ['values', (sql) => sql`select ${1}, ${"it's"}, ${null}, ${true}, ${undefined}`],
  ['a list', (sql) => sql`select * from ${appUser} where ${appUser.id} in ${[1, 2, 3]}`],
  [
    'a parameter, a name and an alias',
    (sql) => sql`select ${new Param('x')}, ${sql.identifier('a"b')}, ${sql`1`.as('one')}`,
  ],
  ['parts', (sql) => sql.join([sql`a`, sql.raw('b'), sql`${2}`], sql` and `)],
  ['nothing', (sql) => sql``],
])('writes %s as drizzle does, by either tag', (_, make) => {
  expectSame(make(sql));
  expect(dialect.sqlToQuery(make(sql))).toEqual(dialect.sqlToQuery(make(drizzle)));
});
