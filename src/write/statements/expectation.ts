// What a write expects of the data, checked within its transaction: a trigger (migrations/) ends it with the code and the
// place of the first operation that finds it otherwise. Pure.

import type { Row } from '../../db/result.ts';
import { type SQL, sql } from '../../db/sql.ts';
import type { Of } from '../change.ts';
import { json } from './parameter.ts';

/** `changed`: a contact is not as it was read, or there is none. `taken`: another has the customer number. `no-address`: there is none. */
export type Expectation = 'changed' | 'taken' | 'no-address';

const BROKEN = /expectation (changed|taken|no-address) (\d+)/;

/** Which expectation an error of the database says was broken, and by which operation; null where it says none. */
export function toBroken(message: string): { code: Expectation; at: number } | null {
  const [, code, at] = BROKEN.exec(message) ?? [];
  return code === undefined ? null : { code: code as Expectation, at: Number(at) };
}

/** Ends the transaction with the code and place of the first row that is selected, if there is one. */
export function expectNone(code: Expectation, places: SQL): SQL {
  return sql`insert into expectation (code, place) select ${code}, place from (${places}) order by place limit 1`;
}

export function expectUnchanged(changes: (Of<'update'> | Of<'delete'>)[]): SQL {
  const rows = json(changes.map(({ at, before }) => [at, before.id, before.revision]));
  return expectNone(
    'changed',
    sql`select value->>0 as place from json_each(${rows}) where not exists
      (select 1 from app_user where app_user.id = value->>1 and app_user.revision = coalesce(value->>2, app_user.revision))`,
  );
}

/** Numbers that another contact has, once those are freed that this transaction hands on (./number.ts). */
export function expectFreeNumbers(rows: { at: number; id?: number; user: Row }[]): SQL {
  const numbers = json(rows.map(({ at, id, user }) => [at, user.customer_id_folded, id ?? 0]));
  return expectNone(
    'taken',
    sql`with number as (select value->>0 as place, value->>1 as folded, value->>2 as id from json_each(${numbers}))
      select place from number join app_user on app_user.customer_id_folded = number.folded
      where app_user.id <> number.id`,
  );
}
