// Alternatives that are fetched one by one, and what value counts and the dictionary are asked.
import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../src/contact/fields.ts';
import { planDictionary } from '../../../src/plan/dictionary.ts';
import { planUnion, type UnionContext } from '../../../src/plan/union.ts';
import { hasValueCount, planValueSum } from '../../../src/plan/valuecount.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { parse } from './planned.ts';

describe('alternatives', () => {
  const context: UnionContext = { estimator: toEstimator(null, 100_000), budget: 48_000, isCounted: true, facets: [] };
  const union = (search: string, more: Partial<UnionContext> = {}) =>
    planUnion(parse(search).tests, { ...context, ...more });

  it('are fetched one by one, each with all that is tested besides', () => {
    const planned = union('gender.null=true&any=points=5&any=customer_id=x')!;
    expect(planned.fetches.map(({ fetched }) => 'filter' in fetched && fetched.filter)).toEqual([
      'points',
      'customer_id',
    ]);
    for (const { tests, estimate } of planned.fetches) {
      expect(Object.keys(tests.restrictions)).toContain('gender');
      expect(tests.any).toEqual([]);
      expect(estimate.ceiling).toBeLessThanOrEqual(12_000);
    }
    expect(planned.rest).toEqual({ restrictions: {}, substrings: [], any: [], words: [] });
  });

  it('are found for half of the budget, which is enough for all that is read of them', () => {
    expect(union('any=points=5&any=points=7')!.most).toBe(2000); // 8 for the page, 4 for the total
    expect(union('any=points=5&any=points=7', { isCounted: false })!.most).toBe(3000);
    expect(union('any=points=5&any=points=7', { facets: ['city', 'gender'] })!.most).toBe(750); // and 10 for each facet
    expect(union('any=points=5&any=points=7', { budget: 1_000_000 })!.most).toBe(10_000);
  });

  it('leave a facet without the filter of its own field', () => {
    const planned = union('gender=male&first_name=bo&any=points=5&any=points=7', { facets: ['gender'] })!;
    expect(Object.keys(planned.rest.restrictions)).toEqual(['gender']);
    for (const { tests, fetched } of planned.fetches) {
      const filters = [...Object.keys(tests.restrictions), 'filter' in fetched && fetched.filter];
      expect(filters).toContain('first_name');
      expect(filters).not.toContain('gender');
    }
  });

  it('that nobody can pass are left out', () => {
    expect(union('points=5&any=points=5&any=points=7')!.fetches).toHaveLength(1);
    expect(union('points=5&any=points=6&any=points=7')!.fetches).toEqual([]);
  });

  it.each([
    ['there are none', 'points=5'],
    ['one has too many', 'any=points.gt=5&any=customer_id=x'],
  ])('are no union where %s', (_, search) => {
    expect(union(search)).toBeNull();
  });

  it('share the budget', () => {
    const more = { estimator: toEstimator(null, 300_000) };
    expect(union('any=points=5&any=points=6', more)!.fetches).toHaveLength(2);
    expect(union('any=points=5&any=points=6&any=points=7&any=points=8', more)).toBeNull();
  });
});

describe('value counts', () => {
  const sum = (search: string) => {
    const [field, restriction] = Object.entries(parse(search).tests.restrictions)[0]!;
    return {
      sum: planValueSum(field as FieldName, restriction),
      isSingle: hasValueCount(field as FieldName, restriction),
    };
  };
  const many = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `n${from + at}`).join(',');

  it.each([
    ['first_name=Anna', true, { field: 'first_name', intervals: [{ lo: 'anna', hi: 'anna' }], isRest: false }],
    ['first_name.in=Anna,Bo', true, { intervals: { length: 2 }, isRest: false }],
    ['first_name.startswith=A', false, { intervals: [{ lo: 'a', hi: 'b' }], isRest: false }],
    // what has no value is not counted, but all are
    ['gender.ne=male', false, { intervals: [{ lo: 'male', hi: 'male' }], isRest: true }],
    ['gender.null=true', false, { intervals: [{ lo: null, hi: null }], isRest: true }],
    ['gender.null=false', false, { intervals: [{ lo: null, hi: null }], isRest: false }],
    ['points=5', false, null],
    [`first_name.in=${many(10, 60)}`, true, { intervals: { length: 50 } }],
    [`first_name.nin=${many(10, 24)}&first_name.gte=a`, false, { intervals: { length: 15 } }],
    [`first_name.nin=${many(10, 25)}&first_name.gte=a`, false, null],
  ])('tell of %s', (search, isSingle, wanted) => {
    const told = sum(search);
    expect(told.isSingle).toBe(isSingle);
    if (wanted) expect(told.sum).toMatchObject(wanted);
    else expect(told.sum).toBeNull();
  });
});

describe('the dictionary', () => {
  const asked = (texts: FieldName[], affordable = 8000) =>
    planDictionary(
      texts.map((field) => ({ field, text: 'ab' })),
      affordable,
    );

  it('is asked for texts of fields that are counted, each for its part of the values', () => {
    expect(asked(['city', 'phone_number'])).toEqual([{ field: 'city', text: 'ab', most: 2000 }]);
    expect(asked(['city', 'street', 'last_name']).map(({ most }) => most)).toEqual([1333, 1333, 1333]);
    expect(asked(['city'], 700)).toMatchObject([{ most: 700 }]);
    expect(asked(['phone_number'])).toEqual([]);
  });
});
