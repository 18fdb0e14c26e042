// Step → one statement. Its inside reads keys and ids only; around it the tests; and only the rows that remain are read in
// full. CROSS JOIN fixes the order of the loops, so rows come out in the order of the walk and a LIMIT ends it
// (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN"). Every loop is within a LIMIT, so what
// a statement can read is bounded by its text. Pure.
import { type SQL, sql } from 'drizzle-orm';
import { FIELDS } from './fields.ts';
import { isKept, selectKept } from './kept.ts';
import { all, testedFields, toBehind, toComparison, toListed, toTests } from './predicate.ts';
import { isPoint, type Value } from './restriction.ts';
import { joinFor, type Scope, subqueryScope, tableScope } from './scope.ts';
import { type Comparison, toRuns } from './segment.ts';
import {
  concatenate,
  joinWide,
  keptFields,
  LINKS,
  literal,
  type Shape,
  toColumns,
  toCut,
  toKeys,
  toOrder,
  toWide,
  within,
} from './select.ts';
import type { Late, Run, Step, Walk } from './step.ts';

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
      return toLate(step, shape);
    case 'run':
      return toRun(step, shape);
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
  const rows = joinFor(spine, testedFields(tests));
  const passed = sql`select "spine".* from ${rows.source} where ${all(toTests(tests, rows.key))} limit ${literal(shape.limit)}`;
  const last = sql`select * from ${spine.source} limit 1 offset ${literal(most - 1)}`;
  return sql`${toWide(subqueryScope('matched', passed, kept), order, shape)}
    union all ${toCut(last, order, kept, shape)} limit ${literal(shape.limit)}`;
}

/** Where the filter has more than `most` matches, the cut comes first and no other row counts. */
function toLate(step: Late, shape: Shape): SQL {
  const { table, index, order, tests, most } = step;
  const entries = joinFor(tableScope(table, index), ['id']);
  const kept = keptFields(entries, order, [...LINKS, ...testedFields(tests)]);
  const found = subqueryScope('found', toFetch(step, entries, toKeys(entries, kept), most), kept);
  const tooMany = isKept(step.filter, step.range) ? toKeptGuard(step, entries) : toGuard(step, entries, most);
  const rows = joinFor(
    joinFor(found, testedFields(tests)),
    order.map(({ field }) => field),
  );
  return sql`${toCut(tooMany, order, new Set(), shape)} union all ${toSorted(step, rows, [], shape)} limit ${literal(shape.limit)}`;
}

/** A row if the filter has more than `most` matches. */
function toGuard(step: Late, entries: Scope, most: number): SQL {
  return sql`select 1 from (${toFetch(step, entries, sql`1`, most + 1)}) limit 1 offset ${literal(most)}`;
}

/** The same from the kept number; where none is kept, there must be no match. */
function toKeptGuard(step: Late, entries: Scope): SQL {
  return sql`select 1 from (${selectKept(step.filter, step.range)}) as kept where kept.count > ${literal(step.most)}
    or (kept.count is null and exists (${toGuard(step, entries, 0)}))`;
}

/** At most `limit` matches of the filter, in no order. */
function toFetch({ filter, range }: Late, entries: Scope, columns: SQL, limit: number): SQL {
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
    joinFor(entries, testedFields(tests)),
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
  const behind = toBehind(order, start, rows.key);
  const where = all([...conditions, ...toTests(tests, rows.key), ...(behind ? [behind] : [])]);
  const query = sql`select ${toKeys(rows, kept)} from ${rows.source} where ${where}
    order by ${toOrder(order, rows)} limit ${literal(shape.limit)}`;
  return toWide(subqueryScope('matched', query, kept), order, shape);
}
