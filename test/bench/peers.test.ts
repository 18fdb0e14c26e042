import { describe, expect, it } from 'vitest';
import { drawQuestions } from '../../bench/cases/questions.ts';
import { type FullPage, findOther } from '../../bench/harness/full.ts';
import { findPrograms } from '../../bench/postgres/cluster.ts';
import { toClasses, toMatch } from '../../bench/postgres/match.ts';
import { writeIndexes, writeTables } from '../../bench/postgres/schema.ts';
import { writePage, writeTotal } from '../../bench/postgres/statement.ts';
import type { Measurement, Result } from '../../bench/report/result.ts';
import { summarize } from '../../bench/verdict/percentile.ts';
import { judgeResult } from '../../bench/verdict/targets.ts';
import { FIELD_NAMES } from '../../src/contact/fields.ts';
import type { Row } from '../../src/db/result.ts';
import { parseListQuery } from '../../src/query/query.ts';

const ROW = {
  ...Object.fromEntries(FIELD_NAMES.map((name) => [name, 7])),
  ...{ first_name: 'anna', last_name: '林', customer_id: 'kd1', phone_number: '+4711', gender: 'female' },
  ...{ street: 'lange gasse', street_number: '5', city_code: '0155', city: 'oslo', country: 'no' },
  ...Object.fromEntries(
    ['created', 'last_updated', 'relationship_created'].map((name) => [name, '2025-01-31T08:30:00Z']),
  ),
  ...{ birthday: '1980-02-03', last_activity: '2025-06-01T10:00:00Z' },
} as unknown as Row;

describe('the statements of PostgreSQL', () => {
  const pageOf = (search: string) => writePage(parseListQuery(search), null);

  it('list by the filters, in the order that is total', () => {
    const { text, parameters } = pageOf('first_name=Anna&points.gte=100&sort=-last_activity');
    expect(text).toContain(
      'where (app_user.first_name_folded in ($1)) and ((customer_relationship.points >= $2)) order by customer_relationship.last_activity desc nulls last, app_user.id desc limit 51',
    );
    expect(parameters).toEqual(['anna', 100]);
  });

  it.each([
    ['gender.ne=male', '(app_user.gender not in ($1) or app_user.gender is null)'],
    ['birthday.null=true', 'app_user.birthday is null'],
    ['birthday.null=false', 'app_user.birthday is not null'],
    ['city.nin=Oslo,Bergen', '(address.city_folded not in ($1,$2))'],
    ['city.contains=50%25', 'address.city_folded like $1'],
    ['points.gt=5&points.lt=5', 'false'],
  ])('write %s as one would by hand', (search, condition) => {
    expect(pageOf(search).text).toContain(` where ${condition} order by`);
  });

  it('count with no table that nothing is filtered by, as far as Kartei counts', () => {
    const totalOf = (search: string) => writeTotal(parseListQuery(search), null)?.text;
    expect(totalOf('points=5')).toBe(
      'select count(*)::int as total from (select 1 from customer_relationship where (customer_relationship.points in ($1)) limit 10001) counted',
    );
    expect(totalOf('country=NO&count=exact')).toMatch(/from app_user join address on \S+ = \S+ where/);
    expect(totalOf('count=none')).toBeUndefined();
  });

  it('match words in the classes that Kartei ranks by', () => {
    const { words } = parseListQuery("q=anna+o'ber");
    expect(toMatch(words)).toBe("'anna':* & 'o':* & 'ber':*");
    expect(toClasses(words.slice(0, 2))).toEqual([
      "'anna' & 'o'",
      "'anna' & ('o':* & !'o')",
      "('anna':* & !'anna') & 'o':*",
    ]);
  });

  it('make an index of every field, in the tuned kind with what breaks ties', () => {
    expect(writeTables().join('\n')).toContain('created timestamptz not null');
    expect(writeIndexes('plain')).toContain('create index app_user_birthday on app_user (birthday nulls first)');
    expect(writeIndexes('tuned')).toContain(
      'create index customer_relationship_points on customer_relationship (points, appuser_id)',
    );
    expect(writeIndexes('tuned')).toHaveLength(writeIndexes('plain').length);
  });
});

it('says how to get PostgreSQL where it is missing, and installs nothing', () => {
  expect(() => findPrograms('/nowhere', [])).toThrow(/not installed.*\n.*apt-get install postgresql/);
});

it('draws questions that are sound, the same by the same seed', () => {
  const drawn = drawQuestions(300, 1, [ROW]);
  expect(drawQuestions(300, 1, [ROW])).toEqual(drawn);
  const queries = drawn.map((search) => parseListQuery(search));
  expect(queries.some(({ words }) => words.length > 0)).toBe(true);
  expect(new Set(queries.map(({ count }) => count))).toEqual(new Set(['auto', 'none', 'exact']));
  expect(Math.max(...queries.map(({ sort }) => sort.length))).toBe(3);
  expect(Math.max(...queries.map(({ restrictions }) => Object.keys(restrictions).length))).toBe(4);
});

it('finds pages that are not the same', () => {
  const page = (ids: number[], total: FullPage['total']): FullPage => {
    return { milliseconds: 1, requests: 1, rowsRead: 1, rows: ids.map((id) => ({ id })), total };
  };
  const five = { value: 5, relation: 'eq' as const };
  expect(findOther(page([1, 2], five), page([1, 2], { value: 3, relation: 'gte' }))).toBeNull();
  expect(findOther(page([1, 2], five), page([2, 1], five))).toBe('1,2 and 2,1');
  expect(findOther(page([1], five), page([1], { value: 6, relation: 'eq' }))).toBe('5 and 6 in all');
});

describe('the targets beside PostgreSQL', () => {
  type Given = [name: string, subject: string, median: number, more?: Partial<Measurement>];
  const judge = (kind: string, given: Given[]) => {
    const measurements = given.map(([name, subject, median, more]): Measurement => {
      const samples = [median, median, median];
      return { name, subject, unit: 'ms', summary: summarize(samples), samples, seen: { requests: 1 }, ...more };
    });
    return judgeResult({ kind, measurements, scenarios: [] as Result['scenarios'] } as Result);
  };

  it('are held to the better of its kinds', () => {
    const verdicts = judge('peers', [
      ['first page', 'kartei', 4],
      ['first page', 'postgres', 4],
      ['first page', 'postgres tuned', 3],
      ['country, by city', 'kartei', 61, { seen: { requests: 4, dearest: 'country=us&sort=city' } }],
      ['country, by city', 'postgres', 99],
      ['part of a name, rare', 'kartei', 30],
    ]);
    expect(verdicts.map(({ reached, seen }) => [reached, seen])).toEqual([
      [false, 'first page: 1.33'],
      [false, 'country, by city: 4 (country=us&sort=city)'],
      [false, 'country, by city: 61.0'],
      [true, 'all of 1'],
    ]);
  });

  it('of random questions say nothing of a peer that took no part', () => {
    const alone: Given[] = [
      ['random questions', 'kartei', 20, { seen: { requests: 5, several: 1 } }],
      ['random questions a second', 'kartei', 50, { unit: 'req/s' }],
    ];
    expect(judge('questions', alone).map(({ reached }) => reached)).toEqual([true, true]);
    const verdicts = judge('questions', [
      ...alone,
      ['random questions', 'postgres', 19],
      ['random questions a second', 'postgres', 25, { unit: 'req/s' }],
    ]);
    expect(verdicts.map(({ reached, seen }) => [reached, seen])).toEqual([
      [false, '20.0 and 19.0 ms'],
      [true, '20 ms'],
      [true, '5 at most, 1 took several'],
      [true, '2.00'],
    ]);
  });
});
