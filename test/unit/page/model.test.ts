// The page's own rules, without a browser: addresses, conditions in words, columns, drafts that two have changed.
import { describe, expect, it } from 'vitest';
import { describeFields } from '../../../src/contact/contact.ts';
import { WRITTEN_FIELDS } from '../../../src/contact/fields.ts';
import { chooseColumns, DEFAULT_COLUMNS, toFacetSearch, toListSearch } from '../../../src/page/model/columns.ts';
import { toCellCondition, toConditions, toWords } from '../../../src/page/model/condition.ts';
import { rebase, toChanges, toClashes, toDraft, toForeign, WRITABLE } from '../../../src/page/model/draft.ts';
import { toEnding } from '../../../src/page/model/ending.ts';
import { joinPages, toNews } from '../../../src/page/model/join.ts';
import { toPresets } from '../../../src/page/model/preset.ts';
import { change, drop, toggleSort, toHref, toPlace } from '../../../src/page/model/query.ts';
import { toAmount, toPosition } from '../../../src/page/model/total.ts';
import { parseListQuery } from '../../../src/query/query.ts';

const fields = new Map(describeFields().map((field) => [field.name as string, field]));

describe('an address', () => {
  it('keeps its other parameters when one changes, and begins at the first page where the list is another', () => {
    expect(change('?country=NO&cursor=x&sort=city', { country: 'SE' })).toBe('?country=SE&sort=city');
    expect(change('?country=NO&cursor=x', { fields: 'id' })).toBe('?country=NO&cursor=x&fields=id');
    expect(change('?country=NO&cursor=x', { facet: null })).toBe('?country=NO&cursor=x');
    expect(change('?seek=M&sort=city', { cursor: 'y' })).toBe('?sort=city&cursor=y');
    expect(change('?city.in=Oslo,Bergen', { q: 'a b' })).toBe('?city.in=Oslo,Bergen&q=a+b');
  });

  it('loses one alternative and keeps the others', () => {
    expect(drop('?any=a%3D1&any=b%3D2&cursor=x', 'any', 'a=1')).toBe('?any=b%3D2');
  });

  it('sorts ascending, descending, then not; with another key after the first', () => {
    expect(toggleSort('', 'city', false)).toBe('?sort=city');
    expect(toggleSort('?sort=city', 'city', false)).toBe('?sort=-city');
    expect(toggleSort('?sort=-city', 'city', false)).toBe('');
    expect(toggleSort('?sort=city', 'points', true)).toBe('?sort=city,points');
    expect(toggleSort('?sort=city,points', 'points', true)).toBe('?sort=city,-points');
    expect(toggleSort('?sort=city,-points', 'points', true)).toBe('?sort=city');
  });

  it('is read back as it was written', () => {
    for (const beside of [null, 'new', 7] as const) {
      const href = new URL(toHref({ search: '?q=a', beside }), 'http://x');
      expect(toPlace(href.pathname, href.search)).toEqual({ search: '?q=a', beside });
    }
    for (const path of ['/contacts/', '/contacts/07', '/contacts/x', '/docs']) expect(toPlace(path, '')).toBeNull();
  });
});

describe('what is asked of the API', () => {
  it('is a query that it takes, with the names that pictures are made of', () => {
    for (const search of ['', '?q=anna&facet=city', '?fields=city&cursor=last', '?sort=-points&seek=5'])
      expect(parseListQuery(toListSearch(search)).fields).toEqual(expect.arrayContaining(['first_name', 'last_name']));
    expect(toListSearch('?q=anna&facet=city')).toContain('highlight=true');
    expect(parseListQuery(toFacetSearch('?q=anna&facet=city&cursor=x&sort=city')!).facets).toEqual(['city']);
    expect(toFacetSearch('?q=anna')).toBeNull();
  });

  it('says nothing of columns that are the usual ones', () => {
    expect(chooseColumns('?fields=id', DEFAULT_COLUMNS)).toBe('');
    expect(chooseColumns('', ['city', 'id'])).toBe('?fields=city,id');
  });
});

describe('a condition', () => {
  it.each([
    ['?country=NO', 'Country is Norway'],
    ['?points.gte=1000', 'Points is at least 1,000'],
    ['?last_activity.lt=2024-01-01', 'Last active is before 1 Jan 2024'],
    ['?gender.in=female,diverse', 'Gender is one of Female or Diverse'],
    ['?birthday.between=1990-01-01,1990-12-31', 'Birthday is between 1 Jan 1990 and 31 Dec 1990'],
    ['?phone_number.null=true', 'Phone has no value'],
    ['?city.in=["a,b","c"]', 'City is one of a,b or c'],
    ['?any=city%3DWien%26points.gte%3D100', 'Alternative where City is Wien and Points is at least 100'],
  ])('%s says: %s', (search, words) => {
    expect(toConditions(search).map((one) => toWords(one, fields))).toEqual([words]);
  });

  it('is made of a cell, with a value or without', () => {
    expect(toCellCondition('city', 'Oslo', false)).toEqual(['city.ne', 'Oslo']);
    expect(toCellCondition('birthday', null, true)).toEqual(['birthday.null', 'true']);
  });

  it('has presets of whole days', () => {
    const presets = Object.fromEntries(toPresets('2026-11-21').map(({ label, value }) => [label, value]));
    expect(presets['Last 7 days']).toBe('2026-11-15');
    expect(presets['Last year']).toBe('2025-01-01,2025-12-31');
  });
});

describe('a draft', () => {
  const base = { id: 1, first_name: 'Ada', city: 'Oslo', points: 5, gender: null };
  const mine = {
    ...toDraft(base, '"1"', null),
    theirs: { person: { ...base, city: 'Bergen', points: 9 }, tag: '"2"' },
  };
  mine.values = { ...mine.values, city: 'Moss', gender: 'female' };

  it('has the fields that clients may write', () => {
    expect([...WRITABLE].sort()).toEqual([...WRITTEN_FIELDS].sort());
  });

  it('sends what has changed, in its type', () => {
    const draft = toDraft(base, '"1"', null);
    draft.values = { ...draft.values, points: '12', first_name: '' };
    expect(toChanges(draft, fields)).toEqual({ points: 12, first_name: null });
  });

  it('tells where both have changed something, and keeps what only one has', () => {
    expect(toClashes(mine)).toEqual([{ field: 'city', base: 'Oslo', mine: 'Moss', theirs: 'Bergen' }]);
    expect(toForeign(mine)).toEqual(['points']);
    const merged = rebase(mine, { city: 'Bergen' });
    expect(toChanges(merged, fields)).toEqual({ gender: 'female' });
    expect(merged.tag).toBe('"2"');
    expect(toChanges(rebase(mine, {}), fields)).toEqual({ city: 'Moss', gender: 'female' });
  });
});

describe('a page', () => {
  const page = { limit: 50, next: 'n', prev: null, from: 1, to: 2, partial: true };
  const first = { data: [{ id: 1 }, { id: 2 }], page, total: { value: 10_001, relation: 'gte' as const } };

  it('says no more of its place than is known', () => {
    expect(toPosition(first, null)).toBe('1–2 of at least 10,001');
    const elsewhere = { ...first, page: { ...page, from: null } };
    expect(toPosition(elsewhere, null)).toBe('2 rows of at least 10,001');
    expect(toPosition(elsewhere, 'M')).toBe('From “M” on, of at least 10,001');
    expect(toAmount({ value: 5, relation: 'estimate' })).toBe('about 5');
  });

  it('goes on where it was stopped', () => {
    const joined = joinPages(first, {
      ...first,
      data: [{ id: 2 }, { id: 3 }],
      page: { ...page, next: null, partial: false },
    });
    expect(joined.data.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(joined.page).toMatchObject({ next: null, partial: false, from: 1 });
    expect(joined.total).toEqual({ value: 3, relation: 'eq' }); // all of them are seen
    const few = { ...first, total: { value: 0, relation: 'gte' as const } };
    expect(joinPages(few, { ...few, data: [{ id: 3 }] }).total).toEqual({ value: 3, relation: 'gte' });
  });

  it('tells what is new in words, and nothing where nothing is', () => {
    const exact = (value: number) => ({ ...first, total: { value, relation: 'eq' as const } });
    expect(toNews(exact(5), exact(17))).toBe('12 more contacts');
    expect(toNews(exact(5), exact(4))).toBe('1 fewer contact');
    expect(toNews(exact(5), exact(5))).toBeNull();
    expect(toNews(exact(5), { ...exact(5), data: [] })).toBe('This list has changed');
  });
});

describe('the end of an export', () => {
  it.each([
    ['1,Ada\r\n#end,rows=2,version=7,started=6\r\n', { rows: 2, next: null }],
    ['{"id":1}\n{"#end":{"rows":1}}\n', { rows: 1, next: null }],
    [
      '1\r\n#next,/v1/contacts/export?after=1&fields=id\r\n',
      { rows: null, next: '/v1/contacts/export?after=1&fields=id' },
    ],
    ['1\r\n#next,"/v1/contacts/export?fields=id,city"\r\n', { rows: null, next: '/v1/contacts/export?fields=id,city' }],
    ['{"#next":"/v1/contacts/export?after=1"}\n', { rows: null, next: '/v1/contacts/export?after=1' }],
    ['1,Ada\r\n', { rows: null, next: null }],
    ['1,Ada\r\n#end,rows=20', { rows: null, next: null }], // cut: it may have been 2,000
    ['"#end",rows\r\n', { rows: null, next: null }],
    ['', { rows: null, next: null }],
  ])('%j tells %j', (tail, ending) => {
    expect(toEnding(tail)).toEqual(ending);
  });
});
