// What the planner chooses from what it knows, and that no step can read more than the budget.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, type FieldName } from '../../src/contact/fields.ts';
import { planStep, planSteps } from '../../src/plan/plan.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { type SampledContact, toStatistics } from '../../src/statistics/statistics.ts';
import { runs } from '../support/runs.ts';

const CONTACTS = 3_000_000;
const SAMPLED = 20_000;

/** Values by field for the sampled contact at a place: names and cities in known shares, the rest spread out. */
const VALUES: Partial<Record<FieldName, (at: number) => string | number | null>> = {
  id: (at) => 1 + at * 150,
  first_name: (at) => {
    if (at % 100 === 0) return 'common';
    return at % 2000 === 1 ? 'rare' : `name${at % 4001}`;
  },
  last_name: (at) => `last${(at * 7919) % 5003}`,
  gender: (at) => {
    if (at % 16 === 0) return null;
    return at % 2 === 0 ? 'female' : 'male';
  },
  city: (at) => (at % 40 === 3 ? 'berlin' : `city${(at * 31) % 997}`),
  country: (at) => (at % 40 === 3 || at % 3 === 0 ? 'de' : 'no'),
  points: (at) => (at % 5 === 0 ? 0 : (at * 7919) % 10_007),
  relationship_id: (at) => 1 + ((at * 7919) % SAMPLED) * 150,
  last_activity: (at) => (at % 6 === 0 ? null : new Date(1.7e12 + ((at * 104_729) % 100_003) * 1e6).toISOString()),
};

const sample: SampledContact[] = Array.from({ length: SAMPLED }, (_, at) =>
  FIELD_NAMES.map((name) => (VALUES[name] ?? (() => `${name}${(at * 104_729) % 100_003}`))(at)),
);
const statistics = toStatistics(sample, CONTACTS);
const estimator = toEstimator(statistics, CONTACTS);
const context = { estimator, rows: 51, budget: 48_000, mayFetch: true };

function plan(search: string) {
  const query = parseListQuery(search);
  return planStep({ order: query.order, tests: query, ranked: query.ranked }, 'edge', context)!;
}

describe('the way that is planned', () => {
  it.each([
    ['no filter', 'sort=city', { access: 'walk', index: 'address_city', most: null }],
    ['a filter on the sorted field', 'city=berlin&sort=city', { access: 'walk', index: 'address_city', most: null }],
    [
      'a common value under another sort',
      'first_name=common&sort=points',
      { access: 'walk', index: 'customer_relationship_points' },
    ],
    [
      'a rare value under another sort',
      'first_name=rare&sort=points',
      { access: 'late', index: 'app_user_first_name' },
    ],
    [
      'a value with some contacts, where a run would be one of many',
      'city=city5&sort=-street,points',
      { access: 'late', index: 'address_city' },
    ],
    ['one contact', 'customer_id=x&sort=-points,city', { access: 'late', index: 'app_user_customer_id' }],
    [
      'two filters that leave enough',
      'city=berlin&gender=female&sort=last_activity',
      { access: 'walk', index: 'customer_relationship_last_activity' },
    ],
    [
      'two filters, the rarer first',
      'country=no&first_name=rare&sort=created',
      { access: 'late', index: 'app_user_first_name' },
    ],
    ['a filter and a sort of one address', 'country=no&sort=city', { access: 'walk', index: 'address_country_city' }],
    [
      'a filter that leaves one value of the sort',
      'city=berlin&sort=-country',
      { access: 'walk', index: 'address_city_country', most: null },
    ],
    [
      'thousands, of which other filters leave few',
      'last_name.in=last1,last2,last3,last4&country=no&gender=male&sort=points',
      { access: 'late', index: 'app_user_last_name' },
    ],
    [
      'two ranges of which few have both',
      'points.between=100,160&last_activity.between=2024-01-01,2024-01-10&sort=city',
      { access: 'late', levels: [{ lists: [{ filter: 'last_activity' }] }] },
    ],
    [
      'ranges of contacts and of addresses of which few have both',
      'points.between=100,120&street.startswith=street101&sort=phone_number',
      { access: 'late', levels: expect.arrayContaining([expect.objectContaining({ lists: [expect.anything()] })]) },
    ],
    [
      'small groups of what a filter leaves',
      'country=no&sort=city,last_name',
      { access: 'run', index: 'address_country_city', segment: [{ field: 'country', value: 'no' }] },
    ],
    [
      'a heavy value first, then a name',
      'sort=gender,last_name',
      { access: 'walk', index: 'app_user_last_name', prefix: [null] },
    ],
    ['many small groups', 'sort=last_name,first_name', { access: 'run', index: 'app_user_last_name' }],
    ['nothing that can be', 'points.gt=5&points.lt=3', undefined],
    ['a search, the best first', 'q=common', { access: 'search', most: null }],
    ['a search with a filter', 'q=common&gender=female', { access: 'search' }],
    ['a search with a rare filter', 'q=common&points=77', { access: 'late', index: 'customer_relationship_points' }],
    ['many that are found, sorted', 'q=common&sort=-created', { access: 'walk', index: 'app_user_created' }],
    ['few that are found, sorted', 'q=rare&sort=-created', { access: 'late', index: 'contact_word' }],
    [
      'filters that the search index narrows',
      'first_name=common&city=berlin&sort=created',
      { access: 'late', index: 'contact_word' },
    ],
  ])('is the cheapest for %s', (_, search, wanted) => {
    const step = plan(search);
    if (wanted) expect(step).toMatchObject(wanted);
    else expect(step).toBeNull();
  });

  it.each([
    [
      'found in one request, though what is filtered would take less time in two',
      { doubt: 1 },
      'points.between=1,50',
      'walk',
    ],
    ['fetched in two, where the page before found half of what it wanted', { doubt: 2 }, 'points.between=1,50', 'late'],
    ['walked on, where the fetch would take four', { doubt: 2 }, 'points.between=1,75', 'walk'],
    ['fetched in four, where the page before found nothing', { doubt: 16 }, 'points.between=1,75', 'late'],
  ])('counts requests: it is %s', (_, { doubt }, filter, access) => {
    const query = parseListQuery(`${filter}&sort=relationship_id`);
    const planned = { order: query.order, tests: query, ranked: null };
    expect(planStep(planned, 'edge', { ...context, mayCollect: true, doubt })).toMatchObject({ access });
  });

  it('reads no more than the budget, for any filters, sorts, starts and budgets', () => {
    const filter = fc.constantFrom(
      'first_name=common',
      'first_name.ne=rare',
      'points.between=10,20',
      'city.in=berlin,city5',
      'gender.null=true',
      'last_name.contains=st1',
      'created.gte=2024-01-01',
      'country=no',
      'q=common',
      'q=st+ber',
      'q=ci+st+be+co',
    );
    const sort = fc.uniqueArray(fc.constantFrom(...FIELD_NAMES), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.uniqueArray(filter, { maxLength: 3, selector: (text) => text.split(/[.=]/)[0] }),
        sort,
        fc.integer({ min: 2000, max: 60_000 }),
        (filters, fields, budget) => {
          const sort = fields.length > 0 ? [`sort=${fields.join(',')}`] : [];
          const query = parseListQuery([...filters, ...sort].join('&'));
          const planned = { order: query.order, tests: query, ranked: query.ranked };
          for (const step of planSteps(planned, 'edge', { ...context, budget }))
            expect(step.estimate.ceiling).toBeLessThanOrEqual(budget);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

describe('statistics', () => {
  it.each([
    ['first_name=common', 0.01],
    ['first_name=rare', 0.0005],
    ['gender=female', 0.4375],
    ['gender.null=true', 0.0625],
    ['country=de', 0.35],
    ['points=0', 0.2],
    ['points.lte=5003', 0.6],
    ['last_activity.null=true', 1 / 6],
  ])('know the share of %s', (search, share) => {
    const [field, restriction] = Object.entries(parseListQuery(search).restrictions)[0]!;
    const estimate = estimator.shareOf(field as FieldName, restriction);
    expect(estimate).toBeGreaterThan(share * 0.8);
    expect(estimate).toBeLessThan(share * 1.2);
  });

  it('know which filters go together', () => {
    expect(estimator.countMatches(parseListQuery('city=berlin&country=de'))).toBeGreaterThan(0.8 * 0.025 * CONTACTS);
    const apart = parseListQuery('city=berlin&country=no');
    expect(estimator.countMatches(apart)).toBeLessThan(0.002 * CONTACTS);
  });

  it('stay small', () => {
    expect(JSON.stringify(statistics).length).toBeLessThan(1_000_000);
  });
});

it('reads what is left of a group between two bounds, so that a group that turns out too large ends the reading', () => {
  const query = parseListQuery('first_name.between=nam,name7&sort=first_name,-created');
  const step = planStep(
    { order: query.order, tests: query, ranked: null },
    { keys: ['name7', '2020-01-01T00:00:00Z'], inclusive: false },
    context,
  );
  expect(step).toMatchObject({ access: 'run' });
  expect(step && 'segment' in step && step.segment.map(({ operator }) => operator)).toEqual(['>=', '<=']);
});
