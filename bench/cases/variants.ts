// The local database in, several values of about the same commonness for each question that Kartei and its peers are asked
// out, so that no two samples are of the same rows.
import { FIELDS, type FieldName } from '../../src/contact/fields.ts';

/** Shares of all contacts that have a value. */
const COMMON = 0.009;
const RARE = 0.0005;
const PREFIX = 0.01;
/** At most so many contacts have a rare part of a name. */
const RARE_PART = 0.0002;
const PREFIX_LENGTH = 3;
const PART_LENGTH = 4;
/** Parts of a name are looked for in so many of the rarest names. */
const NAMES_LOOKED_AT = 3000;
const WIDE_POINTS = 13;

export interface Variants {
  contacts: number;
  firstNames: string[];
  lastNames: string[];
  cities: string[];
  prefixes: string[];
  parts: string[];
  /** Rare first names of one country, last names of another, and the countries with most contacts. */
  firstNamesOfGermany: string[];
  lastNamesOfAustria: string[];
  countries: string[];
  /** First names with a city where somebody has them. */
  pairs: { name: string; city: string }[];
  /** A country and points that one contact of the rarest gender has. */
  singles: { country: string; points: number }[];
  /** The middle of all points. */
  points: number;
}

const JOINED = `app_user cross join address on address.id = app_user.address_id
  cross join customer_relationship on customer_relationship.appuser_id = app_user.id`;

export async function pickVariants(d1: D1Database, count: number): Promise<Variants> {
  const contacts = Number(await d1.prepare('select contacts from data_state').first('contacts'));
  const read = async <T = string>(statement: string, ...values: (string | number)[]): Promise<T[]> => {
    const rows = await d1.prepare(statement).bind(...values).raw<[T]>(); // biome-ignore format: short
    return rows.map(([value]) => value);
  };
  const nearest = (field: FieldName, share: number) =>
    read(
      'select key from value_count where field = ? order by abs(contacts - ?), key limit ?',
      field,
      share * contacts,
      count,
    );
  const ofCountry = (field: 'first_name' | 'last_name', country: string, share: number) => {
    const key = FIELDS[field].key.name;
    return read(
      `select ${key} from address indexed by address_country cross join app_user indexed by app_user_address_id on address_id = address.id
       where country_folded = ? group by 1 order by abs(count(*) - ?), 1 limit ?`,
      country,
      share * contacts,
      count,
    );
  };
  const pairs = await d1
    .prepare(`select first_name_folded as name, city_folded as city from ${JOINED} where app_user.id % ?1 = 7 limit ?2`)
    .bind(Math.max(8, Math.floor(contacts / (2 * count))), count)
    .all<Variants['pairs'][number]>();
  const singles = await d1
    .prepare(
      `select country_folded as country, points from ${JOINED} where gender = 'diverse' and country_folded in
       (select key from value_count where field = 'country' order by contacts desc limit 6)
       group by 1, 2 having count(*) = 1 and points > ?1 order by points limit ?2`,
    )
    .bind(WIDE_POINTS, count)
    .all<Variants['singles'][number]>();
  return {
    contacts,
    firstNames: await nearest('first_name', COMMON),
    lastNames: await nearest('last_name', RARE),
    cities: await nearest('city', COMMON),
    prefixes: await read(
      `select substr(key, 1, ${PREFIX_LENGTH}) from value_count where field = 'last_name'
       group by 1 order by abs(sum(contacts) - ?), 1 limit ?`,
      PREFIX * contacts,
      count,
    ),
    parts: await read(
      `with part as (select substr(key, length(key) / 2, ${PART_LENGTH}) as part from
         (select key from value_count where field = 'last_name' and length(key) > ${2 * PART_LENGTH} order by contacts, key limit ${NAMES_LOOKED_AT}))
       select part from (select distinct part from part order by part) where
         (select sum(contacts) from value_count where field = 'last_name' and instr(key, part) > 0) <= ? limit ?`,
      Math.max(1, RARE_PART * contacts),
      count,
    ),
    firstNamesOfGermany: await ofCountry('first_name', 'de', RARE),
    lastNamesOfAustria: await ofCountry('last_name', 'at', RARE / 10),
    countries: await read("select key from value_count where field = 'country' order by contacts desc limit ?", count),
    pairs: pairs.results,
    singles: singles.results,
    points: Number(
      await d1
        .prepare('select points from customer_relationship order by points limit 1 offset ?')
        .bind(contacts >> 1)
        .first('points'),
    ),
  };
}
