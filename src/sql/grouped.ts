// A run → its statement: whole groups of equal first keys, sorted as they come, up to the group that would be one too many. Pure.

import { FIELDS, type Value } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Bound } from '../plan/segment.ts';
import type { Run } from '../plan/step.ts';
import { testedFields } from '../query/tests.ts';
import { type AddressSource, addressScope, joinContacts } from './addresses.ts';
import { all, joinTests, toComparison } from './predicate.ts';
import { joinFor, type Scope, tableScope } from './scope.ts';
import { type Shape, toCut, toOrder, within } from './select.ts';
import { toSorted } from './sorted.ts';

/** Orders above every value of a column, whatever its type: SQLite sorts BLOBs last. */
const ABOVE_ALL = sql`x''`;
/** Below every value: no text is empty, no number this small. */
const BELOW_ALL = { text: sql`''`, integer: sql`-9223372036854775808` };

/** Reads up to the group in which the `most`th row lies: only groups before it are whole, and the cut is its key. */
export function toRun(step: Run, shape: Shape): SQL {
  const { order, tests, segment } = step;
  const { field, descending } = order[0]!;
  const { key: keyOf } = tableScope(step.table);
  const key = keyOf(field);
  const far = segment.find((one): one is Bound => one.operator.startsWith(descending ? '>' : '<'));
  const edge = descending ? BELOW_ALL[FIELDS[field].type === 'integer' ? 'integer' : 'text'] : ABOVE_ALL;
  const end = far ? toEnd(far) : edge;
  const bound = sql`${key} ${sql.raw(descending ? '>' : '<')} coalesce((select ${sql.identifier(field)} from boundary), ${end})`;
  const near = segment.filter((comparison) => comparison !== far).map((comparison) => toComparison(comparison, keyOf));
  const before = [...near, bound, ...(far ? [sql`+${toComparison(far, keyOf)}`] : [])];
  const entries = step.table === 'address' ? toGroupedAddresses(step, all(before)) : tableScope(step.table, step.index);
  const rows = joinFor(
    joinTests(entries, tests),
    order.map(({ field }) => field),
  );
  return sql`with boundary as materialized (${toBoundary(step)})
    ${toSorted(step, rows, step.table === 'address' ? [] : before, shape)}
    union all ${toCut(sql`select * from boundary where ${sql.identifier(field)} is not null`, order, new Set([field]), shape)}
    limit ${literal(shape.limit)}`;
}

/** The key of the first group that is not read whole; by address, that of whichever comes first of too many. */
function toBoundary({ table, index, order, segment, most }: Run): SQL {
  const key = order.slice(0, 1);
  const { field } = order[0]!;
  const name = sql.identifier(field);
  const end = sql`limit 1 offset ${literal(most)}`;
  if (table !== 'address') {
    const entries = tableScope(table, index);
    return sql`select ${entries.key(field)} as ${name} from ${entries.source} where ${within(segment, entries)}
      order by ${toOrder(key, entries)} ${end}`;
  }
  const source: AddressSource = { index, segments: [segment], order: key, addresses: most + 1 };
  const { scope } = joinContacts(source, { keys: [field] });
  const alone = addressScope(source, { keys: [field] });
  return sql`select coalesce((select ${scope.key(field)} from ${scope.source} ${end}),
    (select ${alone.key(field)} from ${alone.source} ${end})) as ${name}`;
}

function toGroupedAddresses({ index, order, tests, most }: Run, before: SQL): Scope {
  const keys = [...order.map(({ field }) => field), ...testedFields(tests)];
  return joinContacts(
    { index, segments: before, order: null, addresses: most },
    { keys, words: tests.words.length > 0 },
  ).scope;
}

/** A value beyond the segment's far end, as close as need be. SQLite seeks by one bound a side: the far end is in it. */
function toEnd({ operator, value }: Bound): Value {
  if (operator === '<' || operator === '>') return value!;
  if (typeof value === 'number') return operator === '<=' ? value + 1 : value - 1;
  if (operator === '<=') return `${value}\u0001`;
  const points = [...value!];
  const last = points.pop()!.codePointAt(0)! - 1;
  return `${points.join('')}${String.fromCodePoint(last === 0xdfff ? 0xd7ff : last)}\u{10ffff}`;
}
