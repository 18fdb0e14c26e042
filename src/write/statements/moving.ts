// Contacts that leave an address: deleted, or given one of their own. The table `moving` holds them within the transaction,
// and is empty outside of it. Pure.
import { type SQL, sql } from '../../db/sql.ts';
import type { Of } from '../change.ts';
import { json, lastId } from './parameter.ts';
import { toRow } from './row.ts';

export function deleteAll(deleted: Of<'delete'>[]): SQL[] {
  const ids = json(deleted.map(({ before }) => before.id));
  return [
    sql`insert into moving (appuser_id, address_id)
      select id, address_id from app_user where id in (select value from json_each(${ids}))`,
    sql`delete from app_user where id in (select appuser_id from moving)`,
    ...leaveAddresses(),
  ];
}

/** Deletes the addresses that were moved out of, unless someone still uses them. */
function leaveAddresses(): SQL[] {
  return [
    sql`delete from address where id in (select address_id from moving)
      and not exists (select 1 from app_user where app_user.address_id = address.id)`,
    sql`delete from moving`,
  ];
}

/** Gives the contacts whose address others share one of their own, a copy, and then changes it as `change` says. */
export function moveAll(moved: string, change: SQL): SQL[] {
  const columns = sql.raw(Object.keys(toRow('address', {})).join(', '));
  return [
    sql`insert into moving (appuser_id, address_id)
      select mover.id, mover.address_id from json_each(${moved}) as row join app_user as mover on mover.id = row.value->>'id'
      where exists (select 1 from app_user as other where other.address_id = mover.address_id and other.id <> mover.id)
      order by row.key`,
    sql`insert into address (${columns}) select ${columns} from moving join address on address.id = moving.address_id order by moving.rowid`,
    sql`update app_user set address_id = ${lastId('address')} - (select count(*) from moving) + moving.rowid
      from moving where app_user.id = moving.appuser_id`,
    change,
    ...leaveAddresses(),
  ];
}
