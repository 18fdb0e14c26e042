// The look-up of a text in the dictionary → its query. Pure.
import { type Query, query } from '../db/query.ts';
import { valueCount, valueField } from '../db/records.ts';
import type { Result } from '../db/result.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Sought, Values } from '../plan/dictionary.ts';

/** The index of the values' grams, of so many characters each. */
const GRAM = 3;
/** Of a longer text the first so many grams are looked up; what is found is tested for all of it. */
const MOST_GRAMS = 20;
/** Of a text that is shorter than a gram, so many places of grams that begin with it are gone through, of whichever field. */
const MOST_PLACES = 4000;
/** Sorts behind all that may follow in a gram. */
const BEHIND = '\u{10ffff}';

/**
 * Reads the values of the field that contain the text, ascending, as the JSON arrays `keys` and `counts`; `cut` is 1 where
 * there may be more, or where a load is under way and values come and go uncounted.
 */
export function selectContaining({ field, text, most }: Sought): Query<Values> {
  const number = sql`(select ${valueField.number} from ${valueField} where ${valueField.field} = ${field})`;
  const ofField = (id: SQL) => sql`${id} > ${number} * 4294967296 and ${id} < (${number} + 1) * 4294967296`;
  const { found, cut } = toFound(text, most, ofField);
  const { key, contacts, id } = valueCount;
  const statement = sql`with ${found}, "known" as materialized (select (${cut}) or exists (select 1 from seed_run where finished = 0) as "cut")
    select (select "cut" from "known") as "cut", json_group_array("key") as "keys", json_group_array("contacts") as "counts"
    from (select ${key} as "key", ${contacts} as "contacts" from "found" cross join ${valueCount} on ${id} = "found"."id"
      where not (select "cut" from "known") and instr(${key}, ${text}) > 0 order by ${key})`;
  return query(statement, toValues);
}

/** The ids of values that may contain the text, as `found`, and a condition that holds where there may be more. */
function toFound(text: string, most: number, ofField: (id: SQL) => SQL): { found: SQL; cut: SQL } {
  const isMore = sql`(select count(*) from "found") > ${literal(most)}`;
  const grams = toGrams(text);
  if (grams.length > 0) {
    const matched = sql`select rowid as "id" from value_gram where value_gram match ${grams.map(toQuoted).join(' AND ')}`;
    const found = sql`"found" as materialized (${matched} and ${ofField(sql`rowid`)} limit ${literal(most + 1)})`;
    return { found, cut: isMore };
  }
  const begun = sql`select doc from value_gram_place where term >= ${text} and term < ${text + BEHIND}`;
  const places = sql`"places" as materialized (${begun} limit ${literal(MOST_PLACES + 1)})`;
  const distinct = sql`select distinct doc as "id" from "places" where ${ofField(sql`doc`)} limit ${literal(most + 1)}`;
  return {
    found: sql`${places}, "found" as materialized (${distinct})`,
    cut: sql`${isMore} or (select count(*) from "places") > ${literal(MOST_PLACES)}`,
  };
}

function toGrams(text: string): string[] {
  const characters = Array.from(text);
  const grams = characters.slice(GRAM - 1).map((_, at) => characters.slice(at, at + GRAM).join(''));
  return [...new Set(grams)].slice(0, MOST_GRAMS);
}

function toQuoted(gram: string): string {
  return `"${gram.replaceAll('"', '""')}"`;
}

function toValues({ rows: [row] }: Result): Values {
  if (!row || row.cut === 1) return null;
  const counts = JSON.parse(String(row.counts)) as number[];
  return new Map((JSON.parse(String(row.keys)) as string[]).map((key, at) => [key, counts[at] ?? 0]));
}
