import { describe, expect, it } from 'vitest';
import { drawPairs, drawQueries, drawTriples } from '../../bench/cases/draw.ts';
import { FIELD_NAMES, FIELDS, OPERATORS } from '../../src/contact/fields.ts';
import { parseListQuery } from '../../src/query/query.ts';

const contacts = Array.from({ length: 20 }, (_, at) =>
  Object.fromEntries(
    FIELD_NAMES.map((name) => {
      const { type, values, nullable } = FIELDS[name];
      if (nullable && at % 4 === 0) return [name, null];
      if (type === 'integer') return [name, at * 7];
      if (type === 'date') return [name, `1990-01-${10 + at}`];
      if (type === 'datetime') return [name, `2025-01-${10 + at}T08:00:00Z`];
      return [name, values ? values[at % values.length]! : `${name} ${'abcdefghij'[at % 10]}, ${at}`];
    }),
  ),
);

describe('random queries', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawQueries(50, 1, contacts)).toEqual(drawQueries(50, 1, contacts));
    expect(drawQueries(50, 1, contacts)).not.toEqual(drawQueries(50, 2, contacts));
  });

  it('begin with the same queries however many are drawn', () => {
    expect(drawQueries(50, 1, contacts).slice(0, 10)).toEqual(drawQueries(10, 1, contacts));
  });

  it('are all well formed, and use every field and operator', () => {
    const queries = drawQueries(1000, 1, contacts);
    for (const query of queries) expect(() => parseListQuery(query), query).not.toThrow();
    const all = queries.join('&');
    for (const operator of OPERATORS) expect(all).toContain(`.${operator}=`);
    for (const field of FIELD_NAMES) expect(all).toContain(`${field}.`);
  });
});

describe('sorts', () => {
  it('are by every two fields, or by three, each the same for the same seed', () => {
    const pairs = drawPairs(1);
    expect(new Set(pairs.map((sort) => sort.replaceAll('-', ''))).size).toBe(
      FIELD_NAMES.length * (FIELD_NAMES.length - 1),
    );
    expect(pairs.filter((sort) => sort.includes('-')).length).toBeGreaterThan(pairs.length / 2);
    for (const sort of [...pairs, ...drawTriples(20, 1)]) expect(() => parseListQuery(sort), sort).not.toThrow();
    expect([drawPairs(1), drawTriples(20, 1)]).toEqual([pairs, drawTriples(30, 1).slice(0, 20)]);
  });
});
