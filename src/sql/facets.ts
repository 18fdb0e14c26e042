// Facets: the commonest values of a field under the other fields' filters. Without any filter they are stored with the
// data; with some they are counted within the budget, and the relation says whether that reached the end. Pure.
import { FIELDS, type FieldName, TABLES } from '../contact/fields.ts';
import { known, type Query, query } from '../db/query.ts';
import { valueCount } from '../db/records.ts';
import type { Row } from '../db/result.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { PlanContext } from '../plan/access.ts';
import { planAggregate } from '../plan/aggregate.ts';
import { isUntested, type Tests } from '../query/tests.ts';
import { toGroupStatement } from './aggregate.ts';

/** The values that a facet shows. */
const MOST_VALUES = 20;

export interface Facet {
  values: { value: string; count: number }[];
  /** `eq`: these are the counts; `gte`: there are at least so many, and other values may be commoner. */
  relation: Relation;
  /** How many values there are, those that are not shown included. */
  distinct: { value: number; relation: Relation };
}

type Relation = 'eq' | 'gte';

/** Values of a field that are counted where they are stored with the data; each is a row that is read. */
const MOST_COUNTED = 10_001;
/** What is read besides: the values that are shown, each with its spelling. */
const SHOWN_READ = 100;

/** The query of a facet. With `isPart` the tests leave only some of what passes. */
export function planFacet(
  field: FieldName,
  tests: Tests,
  { isPart, ...context }: Pick<PlanContext, 'estimator' | 'budget'> & { isPart: boolean },
): Query<Facet> {
  const statement = planValues(field, tests, context);
  const bounds = { isPart, bound: toBound(context.budget) };
  if (!statement) return known(toFacet([], bounds));
  return query(statement, ({ rows }) => toFacet(rows, bounds));
}

/** Null where nothing can pass the other fields' filters. */
function planValues(field: FieldName, tests: Tests, context: Pick<PlanContext, 'estimator' | 'budget'>): SQL | null {
  const { [field]: _, ...restrictions } = tests.restrictions;
  const others = {
    ...tests,
    restrictions,
    substrings: tests.substrings.filter((substring) => substring.field !== field),
  };
  if (isUntested(others)) return withText(field, selectCommonest(field, toBound(context.budget)));
  const aggregate = planAggregate(others, 'edge', { ...context, limit: null, grouped: field });
  return aggregate && withText(field, toGroupStatement(aggregate, field, MOST_VALUES));
}

/** So many values are counted at most; there are at least so many where they are. */
function toBound(budget: number): number {
  return Math.max(1, Math.min(MOST_COUNTED, budget - SHOWN_READ));
}

function selectCommonest(field: FieldName, bound: number): SQL {
  const { contacts, key } = valueCount;
  const of = sql`from ${valueCount} where ${valueCount.field} = ${field}`;
  const distinct = sql`(select count(*) from (select 1 ${of} limit ${literal(bound)}))`;
  return sql`select ${key} as "key", ${contacts} as "contacts", 0 as "cut", ${distinct} as "distinct" ${of}
    order by ${contacts} desc, ${key} limit ${literal(MOST_VALUES)}`;
}

/** Each key as one of the contacts spells it. */
function withText(field: FieldName, counts: SQL): SQL {
  const { table, column, key, index } = FIELDS[field];
  const spelling = sql`(select ${column} from ${TABLES[table]} indexed by ${sql.identifier(index!)} where ${key} = counts.key limit 1)`;
  return sql`select ${spelling} as "value", counts.contacts as "count", counts.cut as "cut", counts."distinct" as "distinct" from (${counts}) as counts
    order by counts.contacts desc, counts.key`;
}

function toFacet(rows: Row[], { isPart, bound }: { isPart: boolean; bound: number }): Facet {
  const isCut = isPart || rows.some(({ cut }) => cut === 1);
  const value = Number(rows[0]?.distinct ?? 0);
  return {
    values: rows
      .filter(({ value }) => value !== null)
      .map(({ value, count }) => ({ value: String(value), count: Number(count) })),
    relation: isCut ? 'gte' : 'eq',
    distinct: { value, relation: isCut || value >= bound ? 'gte' : 'eq' },
  };
}
