// How many contacts have each value, counted anew from the contacts. Each statement counts a bounded range of a field's
// values and replaces what was kept of it in one transaction, so that it may be stopped, repeated, and run beside writes.
import { FIELDS, type FieldName } from '../../src/contact/fields.ts';
import { VALUE_COUNT_FIELDS } from '../../src/plan/valuecount.ts';
import { retry } from '../retry.ts';

/** Index entries that one statement counts, at least: it goes on to the end of a value. Far below a second. */
const ENTRIES_AT_ONCE = 100_000;

/** An upper bound behind every text: SQLite sorts blobs after it. */
const END = `x''`;

/** Gives a field its number in the dictionary, unless it has one. */
const NUMBER = `insert into value_field (field) select ?1 where not exists (select 1 from value_field where field = ?1)`;

/** Counts the values of every counted field, telling of each field when it is done. Wants all indexes. */
export async function countValues(d1: D1Database, onCounted: (fields: number) => void = () => {}): Promise<void> {
  for (const [position, field] of VALUE_COUNT_FIELDS.entries()) {
    const { boundary, remove, count } = toStatements(field);
    await retry(() => d1.prepare(NUMBER).bind(field).run());
    for (let from: string | null = ''; from !== null; ) {
      const begin: string = from;
      const end: string | null = await retry(() =>
        d1.prepare(boundary).bind(begin, ENTRIES_AT_ONCE).first<string | null>('key'),
      );
      await retry(() =>
        d1.batch([d1.prepare(remove).bind(field, begin, end), d1.prepare(count).bind(field, begin, end)]),
      );
      from = end;
    }
    onCounted(position + 1);
  }
}

/** The first value behind so many index entries from a value on; what is kept of a range [?2, ?3); what it has now. */
function toStatements(field: FieldName): { boundary: string; remove: string; count: string } {
  const { table, index, key } = FIELDS[field];
  const walked = `"${table}" indexed by "${index}"`;
  const column = `"${table}"."${key.name}"`;
  const contacts =
    table === 'address'
      ? `${walked} cross join app_user indexed by app_user_address_id on app_user.address_id = address.id`
      : walked;
  return {
    boundary: `select min(${column}) as key from ${walked} where ${column} >
      (select ${column} from ${walked} where ${column} >= ?1 order by ${column} limit 1 offset ?2)`,
    remove: `delete from value_count where field = ?1 and key >= ?2 and key < coalesce(?3, ${END})`,
    count: `insert into value_count (field, key, contacts, id)
      select ?1, ${column}, count(*), (select id from value_free_id where field = ?1) - 1 + row_number() over (order by ${column})
      from ${contacts} where ${column} >= ?2 and ${column} < coalesce(?3, ${END}) group by ${column}`,
  };
}
