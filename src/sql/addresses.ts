// Addresses in the order of one of their indexes, and the contacts of each. How many addresses are looked at is bounded by
// itself: an import can leave any number of them without a contact. Pure.

import { FIELDS, type FieldName } from '../contact/fields.ts';
import { address, appUser } from '../db/schema.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal, unionAll } from '../db/union.ts';
import type { Bound, Segment } from '../plan/segment.ts';
import type { SortKey } from '../query/order.ts';
import { all, toComparison } from './predicate.ts';
import { joinFor, type Scope, tableScope } from './scope.ts';

/** Which addresses are looked at, at most so many: those of the segments, one after the other, or those of one condition. */
export interface AddressSource {
  index: string | null;
  segments: Segment[] | SQL;
  /** The order in which they, and the contacts of each, come; null: in any. */
  order: SortKey[] | null;
  addresses: number;
}

/** What is read of an address: the keys of some fields, and what others return. */
interface Wanted {
  keys: Iterable<FieldName>;
  fields?: FieldName[];
  /** Whether its words are tested. */
  words?: boolean;
}

/** The column that says from which id on an address's contacts are read. */
const FROM_ID = 'from_id';
const EVERY_ID = { ascending: '-1', descending: '9223372036854775807' };

/**
 * The addresses under their table's name, with their contacts, as far as they are read: `where` holds for those. In the
 * source's order, if it has one and no more than `limit` are wanted.
 */
export function joinContacts(
  source: AddressSource,
  wanted: Wanted,
  limit: number | null = null,
): { scope: Scope; where: SQL[] } {
  const { order, segments } = source;
  const descending = order?.[0]?.descending === true;
  const from = sql`"address".${sql.identifier(FROM_ID)}`;
  const begun = Array.isArray(segments) && segments.some((segment) => idOf(segment) !== undefined);
  const where = begun ? [sql`${appUser.id} ${sql.raw(descending ? '<=' : '>=')} ${from}`] : [];
  const addresses = addressScope(source, wanted);
  // An index gives the contacts of an address in ascending order: the other way round, each address's are listed first.
  if (descending && limit !== null) return { scope: joinListed(addresses, where, limit), where: [] };
  return { scope: joinFor(addresses, ['id']), where };
}

/** The scope with the ids of each address's contacts, the last first, at most `limit` of each. */
function joinListed(addresses: Scope, where: SQL[], limit: number): Scope {
  const ofAddress = sql`${appUser.addressId} = ${addresses.key('address_id')}`;
  const ids = sql`select ${appUser.id} from ${appUser} indexed by ${sql.identifier(FIELDS.address_id.index!)}
    where ${all([ofAddress, ...where])} order by ${appUser.id} desc limit ${literal(limit)}`;
  const listed = sql`json_each((select json_group_array("id") from (${ids})))`;
  return {
    ...addresses,
    source: sql`${addresses.source} cross join ${listed} as "contact"`,
    has: (field) => field === 'id' || addresses.has(field),
    key: (field) => (field === 'id' ? sql`"contact"."value"` : addresses.key(field)),
  };
}

/** The addresses alone, under their table's name. */
export function addressScope(source: AddressSource, { keys, fields = [], words = false }: Wanted): Scope {
  const own = new Set([...keys, ...(source.order ?? []).map(({ field }) => field)].filter(isOfAddress));
  const columns = new Set([address.id.name, ...[...own].map((field) => FIELDS[field].key.name)]);
  for (const field of fields.filter(isOfAddress)) columns.add(FIELDS[field].column.name);
  if (words) columns.add(address.words.name);
  const table = tableScope('address');
  return {
    ...table,
    source: sql`(${toAddresses(source, [...columns])}) as "address"`,
    has: (field) => field === 'address_id' || own.has(field),
  };
}

/** The place of the last address where all were looked at that may be: the keys that lead to it, as columns; else no row. */
export function toLastAddress(source: AddressSource, keys: ReadonlySet<FieldName>): SQL {
  const scope = addressScope(source, { keys });
  const known = [...keys].filter((field) => scope.has(field));
  const columns = known.map((field) => sql`${scope.key(field)} as ${sql.identifier(field)}`);
  return sql`select ${sql.join(columns, sql`, `)} from ${scope.source} limit 1 offset ${literal(source.addresses - 1)}`;
}

function isOfAddress(field: FieldName): boolean {
  return FIELDS[field].table === 'address';
}

function toAddresses({ index, segments, order, addresses }: AddressSource, columns: string[]): SQL {
  const { source, key } = tableScope('address', index);
  const descending = order?.[0]?.descending === true;
  const names = columns.map((column) => sql`"address".${sql.identifier(column)}`);
  const selected = sql`select ${sql.join(names, sql`, `)}`;
  const own = Array.isArray(segments) ? segments : [];
  const from = own.map(idOf);
  const begun = from.some((comparison) => comparison !== undefined);
  const chosen = own.filter((_, at) => from[at - 1]?.operator !== '='); // the one before has its contacts as well
  const orderBy = order ? sql` order by ${toOrderBy(addressOrder(order), key)}` : sql``;
  const end = sql`${orderBy} limit ${literal(addresses)}`;
  const toArm = (segment: Segment) => {
    const where = all(segment.filter(({ field }) => field !== 'id').map((comparison) => toComparison(comparison, key)));
    const first = begun ? sql`, ${toFromId(idOf(segment), descending)} as ${sql.identifier(FROM_ID)}` : sql``;
    return sql`${selected}${first} from ${source} where ${where}${end}`;
  };
  if (!Array.isArray(segments)) return sql`${selected} from ${source} where ${segments}${end}`;
  const [first, ...others] = chosen.map(toArm);
  if (others.length === 0) return first!;
  return sql`${unionAll([first!, ...others].map((arm) => sql`select * from (${arm})`))} limit ${literal(addresses)}`;
}

/** The order of addresses within the order of their contacts. */
function addressOrder(order: SortKey[]): SortKey[] {
  return order.filter(({ field }) => field === 'address_id' || isOfAddress(field));
}

function toOrderBy(order: SortKey[], key: (field: FieldName) => SQL): SQL {
  return sql.join(
    order.map(({ field, descending }) => sql`${key(field)}${sql.raw(descending ? ' desc' : '')}`),
    sql`, `,
  );
}

function idOf(segment: Segment): Bound | undefined {
  return segment.find((comparison): comparison is Bound => comparison.field === 'id' && comparison.operator !== 'in');
}

/** The first id of an address's contacts in reading order. */
function toFromId(comparison: Bound | undefined, descending: boolean): SQL {
  if (!comparison) return sql.raw(descending ? EVERY_ID.descending : EVERY_ID.ascending);
  const { operator, value } = comparison;
  const step = { '>': 1, '<': -1 }[operator as string] ?? 0;
  return literal(Number(value) + step);
}
