// What is kept with the data: how many contacts have each value of a name, gender or address field, true by triggers. Pure.

import { valueCount } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import type { FieldName } from './fields.ts';
import { isPoint, type Restriction } from './restriction.ts';

/** The fields whose number of contacts by value is kept. */
export const KEPT_FIELDS: readonly FieldName[] = [
  'first_name',
  'last_name',
  'gender',
  'street',
  'street_number',
  'city_code',
  'city',
  'country',
];

/** Whether the number of contacts that a filter leaves is kept: it names single values of such a field. */
export function isKept(field: FieldName, { intervals, nulls }: Restriction): boolean {
  return KEPT_FIELDS.includes(field) && !nulls && intervals.every(isPoint);
}

/** The kept number of contacts, as `count`; null where no value of them is kept. One row is read for each value. */
export function selectKept(field: FieldName, { intervals }: Restriction): SQL {
  const keys = JSON.stringify(intervals.map(({ lo }) => lo));
  return sql`select sum(${valueCount.contacts}) as "count" from ${valueCount}
    where ${valueCount.field} = ${field} and ${valueCount.key} in (select value from json_each(${keys}))`;
}
