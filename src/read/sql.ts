// Step → one statement. Its inside reads keys and ids only; around it the tests; and only the rows that remain are read in
// full. CROSS JOIN fixes the order of the loops, so rows come out in the order of the walk and a LIMIT ends it
// (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN"). Every loop is within a LIMIT, so what
// a statement can read is bounded by its text. Pure.

import { searchState } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { FIELDS, type FieldName, TABLES } from './fields.ts';
import { isKept, selectKept } from './kept.ts';
import {
  all,
  joinTests,
  joinWords,
  testedFields,
  toBehind,
  toComparison,
  toListed,
  toRank,
  toTests,
} from './predicate.ts';
import { isPoint, type Restriction, type Value } from './restriction.ts';
import { joinFor, type Scope, SEARCH_INDEX, searchScope, subqueryScope, tableScope } from './scope.ts';
import { type Comparison, toRuns } from './segment.ts';
import {
  concatenate,
  concatenateArms,
  joinWide,
  keptFields,
  LINKS,
  literal,
  type Shape,
  toColumns,
  toCut,
  toKeys,
  toMatching,
  toOrder,
  toWide,
  within,
} from './select.ts';
import type { Late, Run, Search, Step, Walk } from './step.ts';

/** Orders above every value of a column, whatever its type: SQLite sorts BLOBs last. */
const ABOVE_ALL = sql`x''`;
/** Below every value: no text is empty, no number this small. */
const BELOW_ALL = { text: sql`''`, integer: sql`-9223372036854775808` };

/**
 * Reads at most `limit` of the step's rows, in order: the fields by name, the order's keys by `toKeyName`, and `cut`: 1
 * on a row that is no contact but tells that the step was cut, and by its keys where.
 */
export function toStepStatement(step: Step, shape: Shape): SQL {
  switch (step.access) {
    case 'walk':
      return step.most === null ? toPlainWalk(step, shape) : toTestedWalk(step, step.most, shape);
    case 'late':
      return toLate(step, { ...shape, isRanked: step.ranked !== null });
    case 'run':
      return toRun(step, shape);
    case 'search':
      return toSearch(step, { ...shape, isRanked: step.ranked !== null });
  }
}

/** Every row is one of the page, and is read whole at once. */
function toPlainWalk({ table, index, order, segments }: Walk, { fields, limit }: Shape): SQL {
  const wide = joinWide(joinFor(tableScope(table, index), ['id']), fields);
  const columns = sql`${toColumns(wide, order, fields)}, 0 as cut`;
  return concatenate(segments, wide, { columns, order, limit });
}

/** Where the walk ends for having looked at `most` rows, the last of them is the cut. */
function toTestedWalk({ table, index, order, segments, tests }: Walk, most: number, shape: Shape): SQL {
  const walk = joinFor(tableScope(table, index), ['id']);
  const kept = keptFields(walk, order, [...LINKS, ...testedFields(tests)]);
  const spine = subqueryScope(
    'spine',
    concatenate(segments, walk, { columns: toKeys(walk, kept), order, limit: most }),
    kept,
  );
  return toTested({ spine, kept, order, tests, most }, shape);
}

/** Every match is a row of the page, unless they are tested. */
function toSearch(step: Search, shape: Shape): SQL {
  const { order, tests, most } = step;
  const kept = new Set<FieldName>(['id']);
  const spine = subqueryScope('spine', concatenateArms(step, most ?? shape.limit), kept, shape.isRanked);
  return most === null ? toWide(spine, order, shape) : toTested({ spine, kept, order, tests, most }, shape);
}

/** The rows of the spine, which are at most `most`, that pass the tests. */
function toTested(
  {
    spine,
    kept,
    order,
    tests,
    most,
  }: Pick<Walk, 'order' | 'tests'> & { spine: Scope; kept: Set<FieldName>; most: number },
  shape: Shape,
): SQL {
  const rows = joinTests(spine, tests);
  const passed = sql`select "spine".* from ${rows.source} where ${all(toTests(tests, rows.key))} limit ${literal(shape.limit)}`;
  const last = sql`select * from ${spine.source} limit 1 offset ${literal(most - 1)}`;
  return sql`${toWide(subqueryScope('matched', passed, kept, shape.isRanked), order, shape)}
    union all ${toCut(last, order, kept, shape)} limit ${literal(shape.limit)}`;
}

/** Where the filter has more than `most` matches, the cut comes first and no other row counts. */
function toLate(step: Late, shape: Shape): SQL {
  const { fetched, table, index, order, tests, ranked, most } = step;
  const entries = table === SEARCH_INDEX ? searchScope : joinFor(tableScope(table, index), ['id']);
  const kept = keptFields(entries, order, [...LINKS, ...testedFields(tests)]);
  const found = subqueryScope('found', toFetch(step, entries, toKeys(entries, kept), most), kept);
  const isGuardKept = 'filter' in fetched && isKept(fetched.filter, fetched.range);
  const tooMany = isGuardKept ? toKeptGuard(fetched, step, entries) : toGuard(step, entries, most);
  const cut = 'match' in fetched ? sql`${selectUnindexed} union all select * from (${tooMany})` : tooMany;
  const tested = joinFor(
    joinTests(found, tests),
    order.map(({ field }) => field),
  );
  const rows = ranked ? { ...joinWords(tested), rank: toRank(ranked) } : tested;
  return sql`${toCut(cut, order, new Set(), shape)} union all ${toSorted(step, rows, [], shape)} limit ${literal(shape.limit)}`;
}

/** A row if the search index is still being built: what it finds is then not all there is. */
const selectUnindexed = sql`select 1 from ${searchState}
  where ${searchState.indexedTo} < (select max(${FIELDS.id.key}) from ${TABLES.app_user})`;

/** A row if the filter has more than `most` matches. */
function toGuard(step: Late, entries: Scope, most: number): SQL {
  return sql`select 1 from (${toFetch(step, entries, sql`1`, most + 1)}) limit 1 offset ${literal(most)}`;
}

/** The same from the kept number; where none is kept, there must be no match. */
function toKeptGuard({ filter, range }: { filter: FieldName; range: Restriction }, step: Late, entries: Scope): SQL {
  return sql`select 1 from (${selectKept(filter, range)}) as kept where kept.count > ${literal(step.most)}
    or (kept.count is null and exists (${toGuard(step, entries, 0)}))`;
}

/** At most `limit` matches of the filter, in no order. */
function toFetch({ fetched }: Late, entries: Scope, columns: SQL, limit: number): SQL {
  if ('match' in fetched)
    return sql`select ${columns} from ${entries.source} where ${toMatching(fetched.match)} limit ${literal(limit)}`;
  const { filter, range } = fetched;
  if (range.intervals.length > 1 && range.intervals.every(isPoint))
    return sql`select ${columns} from ${entries.source} where ${toListed(entries.key(filter), range.intervals)} limit ${literal(limit)}`;
  return concatenate(toRuns({ field: filter, descending: false }, range), entries, { columns, order: null, limit });
}

/** Reads up to the group in which the `most`th row lies: only groups before it are whole, and the cut is its key. */
function toRun(step: Run, shape: Shape): SQL {
  const { table, index, order, tests, segment, most } = step;
  const { field, descending } = order[0]!;
  const entries = joinFor(tableScope(table, index), ['id']);
  const key = entries.key(field);
  const boundary = sql`select ${key} as ${sql.identifier(field)} from ${entries.source} where ${within(segment, entries)}
    order by ${toOrder(order.slice(0, 1), entries)} limit 1 offset ${literal(most)}`;
  const far = segment.find(({ operator }) => operator.startsWith(descending ? '>' : '<'));
  const end = far
    ? toEnd(far)
    : descending
      ? BELOW_ALL[FIELDS[field].type === 'integer' ? 'integer' : 'text']
      : ABOVE_ALL;
  const bound = sql`${key} ${sql.raw(descending ? '>' : '<')} coalesce((select ${sql.identifier(field)} from boundary), ${end})`;
  const near = segment.filter((comparison) => comparison !== far);
  const beside = far ? [bound, sql`+${toComparison(far, entries.key)}`] : [bound];
  const rows = joinFor(
    joinTests(entries, tests),
    order.map(({ field }) => field),
  );
  return sql`with boundary as materialized (${boundary})
    ${toSorted(step, rows, [within(near, entries), ...beside], shape)}
    union all ${toCut(sql`select * from boundary`, order, new Set([field]), shape)} limit ${literal(shape.limit)}`;
}

/** A value beyond the segment's far end, as close as need be. SQLite seeks by one bound a side: the far end is in it. */
function toEnd({ operator, value }: Comparison): Value {
  if (operator === '<' || operator === '>') return value!;
  if (typeof value === 'number') return operator === '<=' ? value + 1 : value - 1;
  if (operator === '<=') return `${value}\u0001`;
  const points = [...value!];
  const last = points.pop()!.codePointAt(0)! - 1;
  return `${points.join('')}${String.fromCodePoint(last === 0xdfff ? 0xd7ff : last)}\u{10ffff}`;
}

/** The rows that pass the tests and lie behind the start, sorted; those of the page read in full. */
function toSorted({ order, tests, start }: Late | Run, rows: Scope, conditions: SQL[], shape: Shape): SQL {
  const kept = keptFields(rows, order, LINKS);
  const behind = toBehind(order, start, rows);
  const where = all([...conditions, ...toTests(tests, rows.key), ...(behind ? [behind] : [])]);
  const query = sql`select ${toKeys(rows, kept)} from ${rows.source} where ${where}
    order by ${toOrder(order, rows)} limit ${literal(shape.limit)}`;
  return toWide(subqueryScope('matched', query, kept, shape.isRanked), order, shape);
}
