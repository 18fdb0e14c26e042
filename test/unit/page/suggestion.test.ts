// What is suggested while a filter is made: what is asked for, what of it begins as typed, and what taking one makes of it.
import { describe, expect, it } from 'vitest';
import { isSuggested, take, toMatching, toSuggestSearch, toTyped } from '../../../src/page/model/suggestion.ts';
import { parseListQuery } from '../../../src/query/query.ts';

const typed = (field: string, operator: string, value: string, original: string | null = null) => ({
  ...{ field, operator, value, original },
});
const values = ['Zürich', 'Oslo', 'Österreich', 'Os', ''].map((value, at) => ({ value, count: 10 - at }));

describe('suggestions', () => {
  it('are for what is counted by value, and for whole values', () => {
    expect(isSuggested(typed('city', 'eq', ''))).toBe(true);
    for (const [field, operator] of [['city', 'startswith'], ['points', 'eq'], ['city', 'null']] as const)
      expect(isSuggested(typed(field, operator, ''))).toBe(false); // biome-ignore format: one table
  });

  it('ask for the counts of the field under the other filters, in a query that the API takes', () => {
    const search = '?country=NO&city=Oslo&sort=-points&cursor=x&q=anna';
    const asked = toSuggestSearch(search, typed('city', 'eq', '', 'city'), '')!;
    expect(asked).toBe('?country=NO&q=anna&limit=1&count=none&fields=id&facet=city');
    const begun = toSuggestSearch(search, typed('city', 'eq', 'å & b', 'city'), 'å & b')!;
    expect(parseListQuery(begun).facets).toEqual(['city']);
    expect(new URLSearchParams(begun).get('any')).toBe('city.startswith=%C3%A5+%26+b');
  });

  it('ask for no beginning where it would be one alternative more', () => {
    expect(toSuggestSearch('?any=points%3D1', typed('city', 'eq', 'os'), 'os')).toBeNull();
    expect(toSuggestSearch('?any=points%3D1', typed('city', 'eq', ''), '')).toContain('any=points%3D1');
  });

  it('begin as typed, without regard to case or accents', () => {
    expect(toMatching(values, 'os').map(({ value }) => value)).toEqual(['Oslo', 'Österreich', 'Os']);
    expect(toMatching(values, 'zu').map(({ value }) => value)).toEqual(['Zürich']);
    expect(toMatching(values, '').map(({ value }) => value)).not.toContain('');
  });

  it('take the place of what is typed; of several values they are one more, or one less', () => {
    expect(toTyped(typed('city', 'in', 'Oslo, be'))).toBe('be');
    expect(toTyped(typed('country', 'in', 'NO,SE'))).toBe('');
    expect(take(typed('city', 'eq', 'os'), 'Oslo')).toBe('Oslo');
    expect(take(typed('city', 'in', 'Oslo,be'), 'Bergen')).toBe('Oslo,Bergen');
    expect(take(typed('city', 'in', 'Oslo,Bergen'), 'Oslo')).toBe('Bergen');
    expect(take(typed('country', 'in', 'NO'), 'SE')).toBe('NO,SE');
    expect(take(typed('city', 'in', 'Oslo'), 'Washington, D.C.')).toBe('["Oslo","Washington, D.C."]');
  });
});
