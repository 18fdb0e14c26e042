// Step → one statement. Its inside reads keys and ids only; around it the tests; and only the rows that remain are read in
// full. CROSS JOIN fixes the order of the loops, so rows come out in the order of the walk and a LIMIT ends it
// (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN"). Every loop is within a LIMIT, so what
// a statement can read is bounded by its text. Pure.
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Search, Step, Walk } from '../plan/step.ts';
import { testedFields } from '../query/tests.ts';
import { joinContacts, toLastAddress } from './addresses.ts';
import { toRun } from './grouped.ts';
import { all, joinTests, toTests } from './predicate.ts';
import { subqueryScope, tableScope } from './scope.ts';
import { concatenate, joinWide, LINKS, type Shape, toColumns, toCut, toWide } from './select.ts';
import { toFetchStatement } from './sorted.ts';
import { type Spine, toSearchSpine, toSpine } from './spine.ts';

/**
 * Reads at most `limit` of the step's rows, in order. A fetch tells beside them how many pass in all, and one part of it the
 * contact's id; where that part ended is told by a cut.
 */
export function toStepStatement(step: Step, shape: Shape): SQL {
  switch (step.access) {
    case 'walk':
      if (step.most !== null) return toTestedWalk(step, step.most, shape);
      return step.addresses === null ? toPlainWalk(step, shape) : toPlainAddressWalk(step, step.addresses, shape);
    case 'late':
      return toFetchStatement(step, { ...shape, isRanked: step.ranked !== null });
    case 'run':
      return toRun(step, shape);
    case 'search':
      return toSearch(step, { ...shape, isRanked: step.ranked !== null });
  }
}

/** Every row is one of the page, and is read whole at once. */
function toPlainWalk(walk: Walk, shape: Shape): SQL {
  const { table, index, order, segments } = walk;
  const wide = joinWide(tableScope(table, index), shape.fields);
  return concatenate(segments, wide, { columns: toColumns(wide, order, shape), order, limit: shape.limit });
}

/** The same by address: some may have no contacts, so how many are looked at has a bound of its own. */
function toPlainAddressWalk({ index, order, segments }: Walk, addresses: number, shape: Shape): SQL {
  const source = { index, segments, order, addresses };
  const { fields, limit } = shape;
  const { scope, where } = joinContacts(source, { keys: fields, fields }, limit);
  const wide = joinWide(scope, fields);
  const known = new Set(order.map(({ field }) => field).filter((field) => field !== 'id'));
  return sql`select * from (select ${toColumns(wide, order, shape)} from ${wide.source} where ${all(where)} limit ${literal(limit)})
    union all ${toCut(toLastAddress(source, known), order, known, shape)} limit ${literal(limit)}`;
}

/** Where the walk ends for having looked at `most` rows, the last of them is the cut. */
function toTestedWalk(walk: Walk, most: number, shape: Shape): SQL {
  const { order, tests } = walk;
  return toTested({ ...toSpine(walk, most, [...LINKS, ...testedFields(tests)]), order }, shape);
}

/** Every match is a row of the page, unless they are tested. */
function toSearch(step: Search, shape: Shape): SQL {
  const { order, tests, most } = step;
  const spine = toSearchSpine(step, most ?? shape.limit, { tests, isRanked: step.ranked !== null });
  return most === null ? toWide(spine.scope, order, shape) : toTested({ ...spine, order }, shape);
}

/** The rows of the spine that pass the tests, and where it was cut. */
function toTested({ scope, carried, tests, cuts, order }: Spine & Pick<Walk, 'order'>, shape: Shape): SQL {
  const rows = joinTests(scope, tests);
  const passed = sql`select "spine".* from ${rows.source} where ${all(toTests(tests, rows.key))} limit ${literal(shape.limit)}`;
  const ends = cuts.map(({ query, known }) => toCut(query, order, known, shape));
  return sql`${toWide(subqueryScope('matched', passed, carried, shape.isRanked), order, shape)}
    union all ${sql.join(ends, sql` union all `)} limit ${literal(shape.limit)}`;
}
