// An aggregate, contacts that are counted and not listed: the walk of the index, perhaps of the search index, that leaves
// the fewest to look at. Pure.
import { FIELDS, type FieldName } from '../contact/fields.ts';
import { toTotalOrder } from '../query/order.ts';
import { isNothing } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import { isUntested, NO_TESTS, type Tests } from '../query/tests.ts';
import { type PlanContext, planWalk } from './access.ts';
import { boundAddresses, entryRead, toRowCost } from './cost.ts';
import { planSearchAggregate } from './fulltext.ts';
import { SEARCH_INDEX, type Search, type Walk } from './step.ts';

/** A walk that looks at no more than `most` rows, by this field's index or by the search index. */
export type Aggregate = (Walk | Search) & {
  most: number;
  by: NonNullable<StartOfAggregate['by']>;
  /** Rows and index entries that are read if nothing stops it. */
  expected: number;
  /** The contacts to look at, where they are known already. */
  found: number[] | null;
};
type StartOfAggregate = Extract<Start, object>;

export interface AggregateContext extends Pick<PlanContext, 'estimator' | 'budget'> {
  /** Where counting may stop; null: a walk that is cut is gone on with, and its end is mostly read once more, to tell where it was. */
  limit: number | null;
  /** A field by which the contacts are grouped. */
  grouped?: FieldName;
}

/** How often an address's entry is read where its contacts are enough: where they are not, once more, to tell the last one. */
const READ_WHERE_REACHED = 2;

/** Rows that grouping reads for each contact: one to sort it, one for its group, and where that is of it alone two to count it. */
const GROUPING = 4;

/** The walk by the filter that leaves the fewest contacts, from `start` on; null where nothing can be left. */
export function planAggregate(tests: Tests, start: Start, context: AggregateContext): Aggregate | null {
  if (Object.values(tests.restrictions).some(isNothing)) return null;
  if (tests.found) return toFoundAggregate(tests, tests.found);
  const { estimator, budget, limit, grouped } = context;
  const begun = typeof start === 'object' ? start.by : undefined;
  const fetched = (field: FieldName) =>
    estimator.contacts * estimator.shareOf(field, tests.restrictions[field]!) * readByField(field, tests);
  const [field = 'id'] = (Object.keys(tests.restrictions) as FieldName[]).sort((a, b) => fetched(a) - fetched(b));
  const search = planSearchAggregate(tests, start, context);
  const isSearched = begun
    ? begun === 'search'
    : search && search.read <= (tests.restrictions[field] ? fetched(field) : Infinity);
  const by = begun ?? (isSearched ? 'search' : field);
  const order = toTotalOrder([{ field: by === 'search' ? 'id' : by, descending: false }], {});
  const walk =
    by === 'search' ? search?.step : planWalk({ order, tests }, start, { estimator, budget, rows: 0, mayFetch: false });
  if (!walk) return null;
  const sought = limit === null ? Math.max(1, tests.words.length) : 1; // each word's list is read on to the next match
  const entry = walk.access === 'walk' ? entryRead(walk.table) : sought;
  const row = grouped && toRowCost({ ...walk, keys: [grouped] }, estimator);
  const isCutOff = limit === null && !isOfEntries(walk);
  const each = row ? row.mostRead + GROUPING + entry : (isCutOff ? 2 : 1) * entry;
  const tested = toRowCost({ ...walk, keys: [] }, estimator);
  const reach = estimator.contacts * shareOfFirst(order[0]!.field, tests, estimator);
  const aggregate = { ...walk, by, expected: by === 'search' ? search!.read : reach * tested.read, found: null };
  const affordable = Math.max(1, Math.floor(budget / each));
  if (walk.addresses === null) return { ...aggregate, most: (row ? null : walk.most) ?? affordable };
  if (!row && limit !== null && walk.most === null) {
    const most = Math.min(limit, Math.ceil(budget / 2));
    return { ...aggregate, addresses: Math.max(1, Math.floor((budget - most) / READ_WHERE_REACHED)), most };
  }
  const eachContact = row || walk.most === null ? each : tested.mostRead + entry;
  const { addresses, contacts } = boundAddresses(budget, { tests: NO_TESTS, each: eachContact }, estimator);
  return { ...aggregate, addresses, most: contacts };
}

/** Whether each of its contacts is one entry of an index, and nothing is tested. */
export function isOfEntries({
  access,
  addresses,
  tests,
}: Pick<Walk | Search, 'access' | 'addresses' | 'tests'>): boolean {
  return access === 'walk' && addresses === null && isUntested(tests);
}

/** What is left of the field whose index is walked. */
function shareOfFirst(field: FieldName, { restrictions }: Tests, { shareOf }: PlanContext['estimator']): number {
  return restrictions[field] ? shareOf(field, restrictions[field]) : 1;
}

/** All of the contacts that were found. */
function toFoundAggregate(tests: Tests, found: number[]): Aggregate {
  const { found: _, ...rest } = tests;
  return {
    access: 'search',
    table: SEARCH_INDEX,
    index: SEARCH_INDEX,
    order: [{ field: 'id', descending: false }],
    ranked: null,
    prefix: [],
    tests: rest,
    most: found.length,
    addresses: null,
    arms: [],
    next: null,
    by: 'search',
    expected: found.length,
    estimate: { rows: 0, read: 0, cost: 0, ceiling: 0, draw: 1 },
    found,
  };
}

/** What each contact with a field's value costs to look at: to test words, two rows more. */
function readByField(field: FieldName, { words }: Tests): number {
  return entryRead(FIELDS[field].table) + (words.length > 0 ? 2 : 0);
}
