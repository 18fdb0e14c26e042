// Conditions as SQL: what is bound and what is written into the text, where a start lies, and that no chain is too deep for D1.
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { reverse } from '../../../src/query/order.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import type { Start } from '../../../src/query/start.ts';
import { all, toBehind, toRank, toTests } from '../../../src/sql/predicate.ts';
import { namedScope, tableScope } from '../../../src/sql/scope.ts';

const dialect = new SQLiteSyncDialect();
const { key } = namedScope('t', new Set());

/** The conditions of a query on rows of a table `t`, and what is bound in them. */
function test(search: string) {
  const { sql, params } = dialect.sqlToQuery(all(toTests(parseListQuery(search), key)));
  return { text: sql.replaceAll('"', ''), params };
}
const many = (length: number) => Array.from({ length }, (_, at) => `n${at + 10}`).join(',');

describe('what is tested', () => {
  it.each<[string, string, unknown[]]>([
    ['points=5', '(+t.points = ?)', [5]],
    ['points.ne=5', '(+t.points <> 5 or +t.points is null)', []],
    ['points.between=5,9', '(+t.points >= ? and +t.points <= ?)', [5, 9]],
    ['points.gt=5', '(+t.points > ?)', [5]],
    ['points.in=5,7,9', '(+t.points = ? or +t.points = ? or +t.points = ?)', [5, 7, 9]],
    // of more values, they are written: D1 binds 100 in a statement
    ['points.in=1,3,5,7', '(+t.points = 1 or +t.points = 3 or +t.points = 5 or +t.points = 7)', []],
    [
      "last_name.in=a,b,c,O'Brien",
      "(+t.last_name = 'a' or +t.last_name = 'b' or +t.last_name = 'c' or +t.last_name = 'o''brien')",
      [],
    ],
    ['gender.null=true', '(0 or +t.gender is null)', []],
    ['gender.null=false', '+t.gender is not null', []],
    ['gender.ne=male', "(+t.gender <> 'male' or +t.gender is null)", []],
    ['points.nin=5,7', '(+t.points <> 5 and +t.points <> 7 or +t.points is null)', []],
    ['birthday.lt=2000-01-01&birthday.null=false', '(+t.birthday < ?)', ['2000-01-01']],
    ['street.contains=ab', 'instr(t.street, ?) > 0', ['ab']],
    ['any=points=5&any=gender=male', '((+t.points = ?) or (+t.gender = ?))', [5, 'male']],
  ])('%s is %s', (search, text, params) => {
    expect(test(search)).toEqual({ text, params });
  });

  it('is in every row by the words of the contact or of the address', () => {
    expect(test("q=an+o'b").text).toBe(
      "((instr(app_user.words, ' an') > 0 or instr(address.words, ' an') > 0)) and ((instr(app_user.words, ' o') > 0 or instr(address.words, ' o') > 0)) and ((instr(app_user.words, ' b') > 0 or instr(address.words, ' b') > 0))",
    );
  });

  it.each([
    `last_name.nin=${many(50)}&first_name.nin=${many(50)}`,
    `last_name.in=${many(50)}&first_name.in=${many(50)}&street.in=${many(50)}`,
    `last_name.in=${many(17)}`,
    `last_name.nin=${many(16)}`,
  ])('stands in no chain of more than 16: %s', (search) => {
    const { text } = test(search);
    const chains = [0];
    let longest = 0;
    for (const [token] of text.matchAll(/[()]| and | or /g)) {
      if (token === '(') chains.push(0);
      else if (token === ')') longest = Math.max(longest, chains.pop()!);
      else chains[chains.length - 1]!++;
    }
    expect(Math.max(longest, ...chains)).toBeLessThanOrEqual(16);
    expect(text.match(/(?<![\w])t\.\w+ (=|<>)/g)).toHaveLength(search.match(/n\d\d/g)!.length);
  });
});

describe('what lies behind a start', () => {
  const behind = (search: string, start: Start, isBack = false) => {
    const { order } = parseListQuery(search);
    const condition = toBehind(isBack ? reverse(order) : order, start, { key, rank: null });
    if (!condition) return null;
    const { sql, params } = dialect.sqlToQuery(condition);
    return [sql.replaceAll('"', ''), params];
  };

  it.each<[string, Start, unknown]>([
    ['sort=points', 'edge', null],
    ['sort=points', 'nowhere', ['0', []]],
    [
      'sort=points',
      { keys: [5, 7], inclusive: false },
      ['(+t.points > ? or (+t.points is ? and (+t.id > ? or (+t.id is ? and 0))))', [5, 5, 7, 7]],
    ],
    ['sort=points', { keys: [5], inclusive: true }, ['(+t.points > ? or (+t.points is ? and 1))', [5, 5]]],
    [
      'sort=-birthday',
      { keys: ['2000-01-01'], inclusive: false },
      ['((+t.birthday < ? or +t.birthday is null) or (+t.birthday is ? and 0))', ['2000-01-01', '2000-01-01']],
    ],
    [
      'sort=birthday',
      { keys: [null], inclusive: false },
      ['(+t.birthday is not null or (+t.birthday is ? and 0))', [null]],
    ],
    ['sort=-birthday', { keys: [null], inclusive: true }, ['(0 or (+t.birthday is ? and 1))', [null]]],
  ])('of %s, %j, is %j', (search, start, wanted) => {
    expect(behind(search, start)).toEqual(wanted);
  });
});

it('ranks by how many words, from the left, are whole', () => {
  const { words } = parseListQuery('q=an+bo');
  const { sql } = dialect.sqlToQuery(toRank(words));
  const has = (word: string) =>
    `(instr("app_user"."words", ' ${word} ') > 0 or instr("address"."words", ' ${word} ') > 0)`;
  expect(sql).toBe(`case when ${has('an')} and ${has('bo')} then 0 when ${has('an')} then 1 else 2 end`);
  expect(dialect.sqlToQuery(toRank([])).sql).toBe('abs(0)');
});

it('reads a table by the index that is named, by its rowids, or as SQLite likes', () => {
  const source = (by?: string | null) => dialect.sqlToQuery(tableScope('address', by).source).sql;
  expect(source('address_city')).toBe('"address" indexed by "address_city"');
  expect(source(null)).toBe('"address" not indexed');
  expect(source()).toBe('"address"');
});
