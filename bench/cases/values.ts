// The local database in, the values that the fixed cases filter by out: picked by how many contacts have them.

import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import type { Row } from '../../src/db/result.ts';

/** Shares of all contacts. */
const COMMON = 0.01;
const RARE = 0.0005;
const SAMPLED = 30_000;
const DRAWN_FROM = 2000;
const LEAST_TYPICAL = 8;

export interface Filters {
  contacts: number;
  common: Record<'first_name' | 'city', string>;
  rare: Record<'first_name' | 'city', string>;
}

export interface Values extends Filters {
  /** A first name of one country alone, and none of the first in the order of countries. */
  typical: string;
  /** Keys of contacts spread over the data. */
  sample: Row[];
}

const JOINED = `app_user join address on address.id = app_user.address_id
  join customer_relationship on customer_relationship.appuser_id = app_user.id`;
const KEYS = FIELD_NAMES.map((name) => `${FIELDS[name].table}.${FIELDS[name].key.name} as ${name}`).join(', ');

export async function pickFilters(d1: D1Database): Promise<Filters> {
  const { contacts } = (await d1.prepare('select contacts from data_state').first<{ contacts: number }>())!;
  const names = await count(d1, 'select first_name_folded as value, count(*) as contacts from app_user group by 1');
  const cities = await count(
    d1,
    `select city_folded as value, count(*) as contacts from address indexed by address_city
     cross join app_user indexed by app_user_address_id on address_id = address.id group by 1`,
  );
  const pick = (share: number) => ({
    first_name: nearest(names, share * contacts),
    city: nearest(cities, share * contacts),
  });
  return { contacts, common: pick(COMMON), rare: pick(RARE) };
}

export async function pickValues(d1: D1Database): Promise<Values> {
  const filters = await pickFilters(d1);
  const sample = await pickSample(d1, filters.contacts);
  return { ...filters, typical: await pickTypical(d1, filters.contacts), sample };
}

/** Keys of contacts spread over the data. */
export function pickSample(d1: D1Database, contacts: number): Promise<Row[]> {
  return readContacts(d1, spread(DRAWN_FROM, contacts));
}

/** The keys of these contacts, in the order of their ids. */
export async function readContacts(d1: D1Database, ids: number[]): Promise<Row[]> {
  const where = 'app_user.id in (select value from json_each(?))';
  const statement = `select ${KEYS} from ${JOINED} where ${where} order by app_user.id`;
  return (await d1.prepare(statement).bind(JSON.stringify(ids)).all<Row>()).results;
}

async function pickTypical(d1: D1Database, contacts: number): Promise<string> {
  const statement = `select first_name_folded as value, count(*) as contacts from ${JOINED}
    where app_user.id in (select value from json_each(?)) group by 1
    having count(distinct country_folded) = 1 and count(*) >= ${LEAST_TYPICAL} and min(country_folded) > 'g'
    order by contacts desc, value limit 1`;
  const row = await d1
    .prepare(statement)
    .bind(JSON.stringify(spread(SAMPLED, contacts)))
    .first<{ value: string }>();
  return row!.value;
}

type Counted = { value: string; contacts: number };

async function count(d1: D1Database, statement: string): Promise<Counted[]> {
  return (await d1.prepare(statement).all<Counted>()).results;
}

function nearest(counted: Counted[], wanted: number): string {
  const distance = ({ contacts }: Counted) => Math.abs(contacts - wanted);
  return counted.reduce((best, other) => (distance(other) < distance(best) ? other : best)).value;
}

function spread(size: number, contacts: number): number[] {
  return Array.from({ length: Math.min(size, contacts) }, (_, at) => 1 + Math.floor((at * contacts) / size));
}
