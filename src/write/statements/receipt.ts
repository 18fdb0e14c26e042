// A receipt: a row that a write leaves within its transaction, by a name that its request made up. One that lost its answer
// finds by it whether it was done; and no request is done twice, however late an attempt arrives, for a name is taken once. Pure.

import { commands, type Query, query } from '../../db/query.ts';
import { writeReceipt } from '../../db/records.ts';
import { type SQL, sql } from '../../db/sql.ts';

/** A request that writes has long ended by then. */
const LIFETIME_MS = 60 * 60 * 1000;
/** Old ones that one run of the cron trigger deletes: once a minute, they keep up with 333 writes a second. */
const DELETED_AT_ONCE = 20_000;
const DIGITS_OF_TIME = 12;

/** A name that no other request has, as `chance` is drawn for it; it begins with the time, so that old ones are a range. */
export function nameReceipt(now: Date, chance: string): string {
  return toStart(now.getTime()) + chance;
}

function toStart(milliseconds: number): string {
  return milliseconds.toString(16).padStart(DIGITS_OF_TIME, '0');
}

/** Once the data version is raised: where it was done already, its transaction ends here. */
export function leaveReceipt(name: string): SQL {
  return sql`insert into ${writeReceipt} (id, version) select ${name}, version from data_state`;
}

/** Whether an error of the database says that an attempt of the same request was done already. */
export function isLeft(message: string): boolean {
  return message.includes('UNIQUE constraint failed: write_receipt.id');
}

/** Whether a receipt of this name was left. */
export function selectReceipt(name: string): Query<boolean> {
  return query(sql`select version as "version" from ${writeReceipt} where id = ${name}`, ({ rows }) => rows.length > 0);
}

export function deleteOldReceipts(now: Date): Query<null> {
  const end = toStart(now.getTime() - LIFETIME_MS);
  return commands(sql`delete from ${writeReceipt} where id < ${end} limit ${sql.raw(String(DELETED_AT_ONCE))}`);
}
