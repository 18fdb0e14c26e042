// The dictionary, built anew from the values that are counted: an id for each that has none, and the index of their grams.
// The work is as much as there are distinct values, a second for some hundred thousand; all of it is one transaction, so
// that it may be killed, repeated, and run beside writes.
import { retry } from '../retry.ts';

/** As in migrations/, which says what the ids are. */
const STATEMENTS = [
  'insert into value_field (field) select distinct field from value_count where field not in (select field from value_field)',
  `update value_count set id = free.id from (
     select field, key, value_free_id.id - 1 + row_number() over (partition by field order by key) as id
     from value_count join value_free_id using (field) where value_count.id is null
   ) as free where value_count.field = free.field and value_count.key = free.key`,
  `insert into value_gram (value_gram) values ('rebuild')`,
];

/** Builds it. Until a load is finished, nothing else keeps it true. */
export async function buildDictionary(d1: D1Database): Promise<void> {
  await retry(() => d1.batch(STATEMENTS.map((sql) => d1.prepare(sql))));
}

/** The statement that empties the index of the grams; the values themselves are deleted by whoever wants them gone. */
export function clearDictionary(d1: D1Database): D1PreparedStatement {
  return d1.prepare(`insert into value_gram (value_gram) values ('delete-all')`);
}
