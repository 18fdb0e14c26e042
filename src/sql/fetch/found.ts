// What a fetch finds first: entries of a filter's index, what the search index has, or ids; and the lists beside it. A last row,
// of no contact, ends it: it is there only where no more is found than may be. Pure.
import { FIELDS, type FieldName, ROWID_FIELD, type TableName } from '../../contact/fields.ts';
import { type SQL, sql } from '../../db/sql.ts';
import { literal } from '../../db/union.ts';
import { type Segment, toRuns, toSegments } from '../../plan/segment.ts';
import type { Fetch, FetchedFilter, ListedFilter } from '../../plan/step.ts';
import type { SortKey } from '../../query/order.ts';
import { toEntryOrder } from '../../query/position/collected.ts';
import { type Scope, searchScope, subqueryScope, tableScope } from '../scope.ts';
import { concatenate, LINKS, toKeys, toMatching } from '../select.ts';
import { selectFound } from '../spine.ts';

/** The id of a row, of no contact, that ends what is found, and each list: it passes where none has more than its bound. */
export const END = -1;

/** Rows that a level is made of: what is found, or the level before. */
export interface LevelSource {
  scope: Scope;
  /** Whether the end is among them, unless there are too many. */
  hasEnd: boolean;
}

/** What is found, entries of an index or ids, and the end behind it; of a part, no more than it may have. */
export function toFound(step: Fetch): LevelSource {
  const { fetched, most, part } = step;
  const found = (query: SQL, held: ReadonlySet<FieldName>): LevelSource => {
    return { scope: subqueryScope('found', toEnded(query, held, most), held), hasEnd: true };
  };
  const id = new Set<FieldName>(['id']);
  if ('ids' in fetched) return found(selectFound(fetched.ids), id);
  if ('match' in fetched) {
    const query = sql`select ${toKeys(searchScope, id)} from ${searchScope.source} where ${toMatching(fetched.match)} limit ${literal(most + 1)}`;
    return found(query, id);
  }
  const { scope, held } = toHeld(step, fetched);
  if (part) return found(toPartEntries(step, toKeys(scope, held)), held);
  return found(toEntries({ ...fetched, most }, scope, held), held);
}

/** The entries of a part, in the order of the index. */
export function toPartEntries({ table, index, fetched, part, most }: Fetch, columns: SQL): SQL {
  const { filter, range, second } = fetched as FetchedFilter;
  const order: SortKey[] = toEntryOrder(part!).map((field) => ({ field, descending: false }));
  const start = part!.from ? { keys: part!.from, inclusive: false } : 'edge';
  const runs = toSegments(order, second?.range ?? range, start);
  const within = second ? toPair({ filter, range }, runs) : runs;
  const scope = tableScope(table as TableName, index);
  if (within.length === 0) return sql`select ${columns} from ${scope.source} where 0`; // what is left of the filter, changed since
  return concatenate(within, scope, { columns, order, limit: most });
}

/** The table of a filter's entries, and the fields whose keys are in each. */
function toHeld({ table, index }: Fetch, fetched: FetchedFilter) {
  const scope = tableScope(table as TableName, index);
  const links = LINKS.filter((field) => scope.has(field) && isHeld(field, { table, index }));
  return { scope, held: new Set([...links, ...toKnown(fetched)]) };
}

/** The fields whose keys are in each entry of the index. */
export function toKnown({ filter, second }: FetchedFilter): FieldName[] {
  return second ? [filter, second.filter] : [filter];
}

/** The ids that a filter's index holds of what it leaves, and the end behind them. */
export function toList(list: ListedFilter): SQL {
  const { table, index } = FIELDS[list.filter];
  const field = toListedField(list.filter);
  return toEnded(toEntries(list, tableScope(table, index), [field]), new Set([field]), list.most);
}

/** The id that the index of a field holds: the contact's, or the address's. */
export function toListedField(filter: FieldName): FieldName {
  return FIELDS[filter].table === 'address' ? 'address_id' : 'id';
}

function toEntries({ filter, range, second, most }: ListedFilter, scope: Scope, fields: Iterable<FieldName>): SQL {
  const toOwn = ({ filter, range }: FetchedFilter) => toRuns({ field: filter, descending: false }, range);
  const runs = second ? toPair({ filter, range }, toOwn(second)) : toOwn({ filter, range });
  return concatenate(runs, scope, { columns: toKeys(scope, fields), order: null, limit: most + 1 });
}

/** The runs of a pair's second field, with each value of the first. */
function toPair({ filter, range }: FetchedFilter, runs: Segment[]): Segment[] {
  const [own] = toRuns({ field: filter, descending: false }, range);
  return runs.map((run) => [...own!, ...run]);
}

/** The rows and the end, together one more than there may be: of too many rows, the end is not among these. */
function toEnded(query: SQL, fields: ReadonlySet<FieldName>, most: number): SQL {
  const id = fields.has('id') ? 'id' : 'address_id';
  const end = [...fields].map((field) => (field === id ? literal(END) : sql`null`));
  return sql`select * from (${query}) union all select ${sql.join(end, sql`, `)} limit ${literal(most + 1)}`;
}

/** Whether an entry of the index holds the field: its own, the row's id, or the contact's. */
function isHeld(field: FieldName, { table, index }: Pick<Fetch, 'table' | 'index'>): boolean {
  return field === 'id' || field === ROWID_FIELD[table as TableName] || FIELDS[field].index === index;
}
