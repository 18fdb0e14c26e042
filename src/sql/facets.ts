// Facets: the commonest values of a field under the other fields' filters. Without any filter they are stored with the
// data; with some they are counted within the budget, and the relation says whether that reached the end. Pure.
import { FIELDS, type FieldName, TABLES } from '../contact/fields.ts';
import { known, type Query, query } from '../db/query.ts';
import { valueCount } from '../db/records.ts';
import type { Result } from '../db/result.ts';
import { type SQL, sql } from '../db/sql.ts';
import type { PlanContext } from '../plan/access.ts';
import { planAggregate } from '../plan/aggregate.ts';
import { isUntested, type Tests } from '../query/tests.ts';
import { toGroupStatement } from './aggregate.ts';

/** The values that a facet shows. */
const MOST_VALUES = 20;

export interface Facet {
  values: { value: string; count: number }[];
  /** `eq`: these are the counts; `gte`: there are at least so many, and other values may be commoner. */
  relation: 'eq' | 'gte';
}

/** The query of a facet. With `isPart` the tests leave only some of what passes. */
export function planFacet(
  field: FieldName,
  tests: Tests,
  { isPart, ...context }: Pick<PlanContext, 'estimator' | 'budget'> & { isPart: boolean },
): Query<Facet> {
  const statement = planValues(field, tests, context);
  if (!statement) return known({ values: [], relation: isPart ? 'gte' : 'eq' });
  return query(statement, (result) => toFacet(result, isPart));
}

/** Null where nothing can pass the other fields' filters. */
function planValues(field: FieldName, tests: Tests, context: Pick<PlanContext, 'estimator' | 'budget'>): SQL | null {
  const { [field]: _, ...restrictions } = tests.restrictions;
  const others = {
    ...tests,
    restrictions,
    substrings: tests.substrings.filter((substring) => substring.field !== field),
  };
  if (isUntested(others)) return withText(field, selectCommonest(field));
  const aggregate = planAggregate(others, 'edge', { ...context, limit: null, grouped: field });
  return aggregate && withText(field, toGroupStatement(aggregate, field, MOST_VALUES));
}

function selectCommonest(field: FieldName): SQL {
  const { contacts, key } = valueCount;
  return sql`select ${key} as "key", ${contacts} as "contacts", 0 as "cut" from ${valueCount}
    where ${valueCount.field} = ${field} order by ${contacts} desc, ${key} limit ${sql.raw(String(MOST_VALUES))}`;
}

/** Each key as one of the contacts spells it. */
function withText(field: FieldName, counts: SQL): SQL {
  const { table, column, key, index } = FIELDS[field];
  const spelling = sql`(select ${column} from ${TABLES[table]} indexed by ${sql.identifier(index!)} where ${key} = counts.key limit 1)`;
  return sql`select ${spelling} as "value", counts.contacts as "count", counts.cut as "cut" from (${counts}) as counts
    order by counts.contacts desc, counts.key`;
}

function toFacet({ rows }: Result, isPart: boolean): Facet {
  return {
    values: rows
      .filter(({ value }) => value !== null)
      .map(({ value, count }) => ({ value: String(value), count: Number(count) })),
    relation: isPart || rows.some(({ cut }) => cut === 1) ? 'gte' : 'eq',
  };
}
