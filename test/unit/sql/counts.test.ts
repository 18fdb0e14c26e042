// Stored counts: how long they are answered and gone on with, and which lists share one; and which contacts are sampled.
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { parseListQuery } from '../../../src/query/query.ts';
import { isUsable, toCountKey } from '../../../src/sql/counts.ts';
import { toSampleStatements } from '../../../src/sql/sample.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

describe('a stored count', () => {
  it.each([
    ['of these data, however old', { version: 7, minutes: 1000, isExact: true }, true],
    ['of these data, however far it came', { version: 7, minutes: 1000, isExact: false }, true],
    ['of data before, which is exact', { version: 6, minutes: 10, isExact: true }, true],
    ['of data before, which was exact', { version: 6, minutes: 10.1, isExact: true }, false],
    ['of data before, not at its end yet', { version: 6, minutes: 60, isExact: false }, true],
    ['of data before, which takes too long', { version: 6, minutes: 60.1, isExact: false }, false],
    ['of data that come later, as another replica has them', { version: 8, minutes: 0, isExact: true }, false],
  ])('%s', (_, { version, minutes, isExact }, isWanted) => {
    const stored = { value: 5, stopped: isExact ? null : ('edge' as const), version, asOf: minutesAgo(minutes) };
    expect(isUsable(stored, 7, NOW)).toBe(isWanted);
  });

  it('is of the filters and words, whatever their order, the sort and the page', () => {
    const key = (search: string) => toCountKey(parseListQuery(search));
    expect(key('points=5&gender=male&q=bob+anna&sort=city&limit=7')).toBe(key('gender=male&points=5&q=anna+bob'));
    const keys = ['points=5', 'points=6', 'gender=male', 'q=anna', 'q=anna+bob', 'any=points=5&any=points=7', ''].map(
      key,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a sample', () => {
  const sampled = (lastId: number) =>
    toSampleStatements(lastId).map((statement) => {
      const { params } = new SQLiteSyncDialect().sqlToQuery(statement);
      return JSON.parse(String(params.at(-1))) as number[];
    });

  it.each([
    [0, 0, 0],
    [1, 1, 1],
    [3000, 1, 3000],
    [3001, 2, 3001],
    [30_000, 10, 30_000],
    [3_000_000, 10, 30_000],
  ])('of ids up to %i has %i statements and %i contacts', (lastId, statements, contacts) => {
    const ids = sampled(lastId);
    expect(ids).toHaveLength(statements);
    expect(new Set(ids.flat()).size).toBe(contacts);
    for (const some of ids) expect(some.length).toBeLessThanOrEqual(3000);
    if (contacts > 0) expect([Math.min(...ids.flat()) >= 1, Math.max(...ids.flat()) <= lastId]).toEqual([true, true]);
  });

  it('is spread over all ids', () => {
    const ids = sampled(3_000_000).flat();
    for (const [run, id] of ids.entries()) expect(Math.floor((id - 1) / 100)).toBe(run);
  });
});
