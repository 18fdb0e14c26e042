// The rows of the table that the planner must keep, as queries with what each must keep. Pure.

import { FIELD_NAMES } from '../../src/contact/fields.ts';
import type { Row } from '../../src/db/result.ts';
import { toCursor } from '../../src/query/cursor.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import type { Promised } from '../verdict/judge.ts';
import type { Values } from './values.ts';

export interface Case {
  /** The row of the table. */
  group: string;
  /** Behind the question mark. */
  search: string;
  promised: Promised;
}

const ONE_FILTER: Promised = { rowsRead: 20_000, ratio: 1.5, mayBePartial: false };
const TWO_FILTERS: Promised = { rowsRead: 80_000, ratio: 1.5, mayBePartial: false };
const MANY_KEYS: Promised = { rowsRead: 20_000, ratio: 2, mayBePartial: false };
const HARD: Promised = { rowsRead: 80_000, ratio: null, mayBePartial: true };

/** What hardly any last name contains. */
const ABSENT = 'qxzq';
const COMMON_SUBSTRING = 'er';

/** `deep` is the contact behind which the pages deep inside an order begin. */
export function listCases({ common, rare, typical }: Values, deep: Row): Case[] {
  const of = (group: string, promised: Promised, searches: string[]) =>
    searches.map((search) => ({ group, promised, search: `${search}&count=none` }));
  const onEvery = (field: 'first_name' | 'city', value: string) =>
    FIELD_NAMES.filter((sort) => sort !== field).map((sort) => `${field}=${encodeURIComponent(value)}&sort=${sort}`);
  const [name, city] = [encodeURIComponent(rare.first_name), encodeURIComponent(common.city)];
  return [
    ...of(`first_name, common: ${common.first_name}`, ONE_FILTER, onEvery('first_name', common.first_name)),
    ...of(`first_name, rare: ${rare.first_name}`, ONE_FILTER, onEvery('first_name', rare.first_name)),
    ...of(`city, common: ${common.city}`, ONE_FILTER, onEvery('city', common.city)),
    ...of(`city, rare: ${rare.city}`, ONE_FILTER, onEvery('city', rare.city)),
    ...of('city and gender by last_activity', TWO_FILTERS, [
      `city=${city}&gender=female&sort=last_activity`,
      `city=${city}&gender=female&sort=-last_activity`,
    ]),
    ...of('points narrow by birthday', ONE_FILTER, ['points.between=4000,4010&sort=birthday']),
    ...of('country and rare first_name by created', ONE_FILTER, [`country=DE&first_name=${name}&sort=created`]),
    ...['country,last_name', 'gender,-points', 'city,last_name'].flatMap((sort) =>
      of(`sort=${sort}`, MANY_KEYS, [
        `sort=${sort}`,
        `sort=${sort}&cursor=${toDeep(sort, deep)}`,
        `sort=${sort}&cursor=last`,
      ]),
    ),
    ...[COMMON_SUBSTRING, ABSENT].flatMap((text) =>
      of(
        `last_name.contains=${text}`,
        HARD,
        ['city', 'points', 'created'].map((sort) => `last_name.contains=${text}&sort=${sort}`),
      ),
    ),
    ...of('filters that match nothing', HARD, [
      `first_name=${ABSENT}&sort=points`,
      `city=${city}&country=JP&sort=last_name`,
      `country=JP&gender=female&points.gt=1000000&sort=birthday`,
      `gender=diverse&birthday.lt=1900-01-01&sort=city,last_name`,
      `country=FR&city=${city}&gender=male&sort=-created`,
    ]),
    ...of('filters against the sort', HARD, [
      'country=KR&sort=first_name',
      `first_name=${encodeURIComponent(typical)}&sort=country`,
      `first_name=${encodeURIComponent(typical)}&sort=country,last_name`,
      'created.gte=2026-01-01&sort=id',
      'created.lt=2018-01-01&sort=-id',
    ]),
  ];
}

/** A cursor behind this contact. */
function toDeep(sort: string, deep: Row): string {
  const query = parseListQuery(`sort=${sort}`);
  const keys = query.order.map(({ field }) => deep[field] ?? null);
  return toCursor(query, { direction: 'forward', start: { keys, inclusive: false }, rank: null }, LOCAL_SEAL);
}
