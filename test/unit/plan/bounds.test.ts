// In which order a row is tested, and what a walk draws on the budget and may look at.
import { describe, expect, it } from 'vitest';
import { FIELDS, type FieldName, type TableName } from '../../../src/contact/fields.ts';
import { boundAddresses, drawnBy, entryRead, orderTests } from '../../../src/plan/cost.ts';
import { NO_TESTS } from '../../../src/query/tests.ts';
import { estimator, parse } from './planned.ts';

describe('the order of tests', () => {
  it.each<[FieldName, string, string[]]>([
    ['first_name', 'city=Oslo&points=5&gender=male', ['gender', 'city', 'points']],
    ['points', 'city=Oslo&gender=male&last_activity.gt=2024-01-01', ['last_activity', 'gender', 'city']],
    ['city', 'gender=male&points=5&street.gt=A', ['street', 'gender', 'points']],
    ['created', 'points.gt=5&gender.null=true&last_name=a&city=Oslo', ['last_name', 'gender', 'city', 'points']],
  ])('is the table of %s first, then the contact, and in each the rarest first: %s', (field, search, wanted) => {
    const { restrictions } = orderTests(parse(search).tests, FIELDS[field].table, estimator);
    expect(Object.keys(restrictions)).toEqual(wanted);
  });

  it('keeps all else that is tested', () => {
    const { tests } = parse('points=5&gender=male&street.contains=a&any=city=Oslo&any=city=Rom&q=anna');
    expect(orderTests(tests, 'app_user', estimator)).toEqual(tests);
  });
});

describe('what is drawn on the budget', () => {
  const row = { cost: 0, read: 0, mostRead: 0, pass: 1 };
  it.each([
    ['what D1 counts, where that is more', { sought: 1, soughtOnAverage: 1 }, 4, 4],
    ['three for a row that is surely sought', { sought: 2, soughtOnAverage: 2 }, 2, 6],
    ['half as many more as are expected to be sought', { sought: 3, soughtOnAverage: 1 }, 3, 4.5],
  ])('is %s', (_, seeks, read, drawn) => {
    expect(drawnBy({ ...row, ...seeks }, read)).toBe(drawn);
  });
});

describe('how many addresses a budget allows', () => {
  const bound = (search: string, budget = 10_000, each = 5) =>
    boundAddresses(budget, { tests: search === '' ? NO_TESTS : parse(search).tests, each }, estimator);

  it.each([
    ['no test', '', 1.25],
    ['a test that passes many', 'street.gt=A', 1.2],
    ['a test that passes hardly any', 'street=A', 0.25],
    ['tests on contacts alone', 'gender=male', 1.25],
  ])('has so many contacts to each for %s', (_, search, contacts) => {
    const found = bound(search);
    expect(found.contacts / found.addresses).toBeCloseTo(contacts, 2);
    expect(3 * found.addresses + 3 * found.contacts).toBeLessThanOrEqual(10_000);
    expect(3 * found.addresses + 3 * found.contacts).toBeGreaterThan(9980);
  });

  it('is never none', () => expect(bound('street=A', 1)).toEqual({ addresses: 1, contacts: 1 }));
});

it.each<[TableName, boolean, number]>([
  ['app_user', false, 1],
  ['customer_relationship', true, 1],
  ['address', false, 3],
  ['address', true, 4],
])('reads on in the index of %s (its contacts listed: %s) by %i', (table, isListed, read) => {
  expect(entryRead(table, isListed)).toBe(read);
});
