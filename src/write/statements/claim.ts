// An Idempotency-Key is claimed, and its answer stored, in the transaction of the write: a key is unknown or has its answer. Pure.

import { commands, type Query, query } from '../../db/query.ts';
import { idempotency } from '../../db/records.ts';
import type { Row } from '../../db/result.ts';
import { type SQL, sql } from '../../db/sql.ts';
import { Problem } from '../../problem.ts';
import { toVersion, type Version } from '../../version.ts';
import type { Claim } from '../idempotency.ts';

/** Expired ones that one run of the cron trigger deletes. */
const EXPIRED_AT_ONCE = 5000;
/** Stands for the contacts in an answer of which one was deleted: the key stays taken. */
export const ERASED = 'erased';

/** The first answer; null where the key is new. It throws idempotency-key-reused where it was used for something else. */
export function selectAnswer<T>({ key, fingerprint }: Claim): Query<T | null> {
  const statement = sql`select fingerprint as "fingerprint", answer as "answer", (select epoch from data_state) as "epoch" from ${idempotency}
    where key = ${key} and expires > unixepoch()`;
  return query(statement, ({ rows: [row] }) => (row ? (toAnswered(row, fingerprint) as T) : null));
}

function toAnswered(row: Row, fingerprint: string): { version: Version } {
  if (row.fingerprint !== fingerprint)
    throw new Problem('idempotency-key-reused', {
      detail: 'This Idempotency-Key came with another request within the last 24 hours. Use a new one.',
    });
  const { version, ...others } = JSON.parse(String(row.answer)) as { version: number };
  if (ERASED in others)
    throw new Problem('conflict', {
      detail:
        'This was done with this key, but a contact that it answered has been deleted since. Nothing is done again.',
    });
  return { ...others, version: toVersion(String(row.epoch), version) };
}

/** The first statements of a write with a key: where another request with it was first, the transaction ends here. */
export function claimKey({ key, fingerprint, expires }: Claim): SQL[] {
  return [
    sql`delete from ${idempotency} where key = ${key} and expires <= unixepoch()`,
    sql`insert into ${idempotency} (key, fingerprint, expires, answer) values (${key}, ${fingerprint}, ${expires}, '')`,
  ];
}

/** The same for a write that knows its answer, JSON, before: it is stored at once, with the data's version as it then is. */
export function claimAnswered({ key, fingerprint, expires }: Claim, told: string): SQL[] {
  return [
    sql`delete from ${idempotency} where key = ${key} and expires <= unixepoch()`,
    sql`insert into ${idempotency} (key, fingerprint, expires, answer) select ${key}, ${fingerprint}, ${expires},
      json_object('version', version, 'told', json(${told})) from data_state`,
  ];
}

/** Whether an error of the database says that another request has the key. */
export function isClaimed(message: string): boolean {
  return message.includes('UNIQUE constraint failed: idempotency.key');
}

/** Stores the answer, where `contacts` selects a JSON array for each contact. */
export function storeAnswer({ key }: Claim, contacts: SQL): SQL {
  return sql`update ${idempotency} set answer = json_object('version', (select version from data_state),
    'contacts', (select json_group_array(json(contact)) from (${contacts}))) where key = ${key}`;
}

export function deleteExpired(): Query<null> {
  return commands(
    sql`delete from ${idempotency} where expires <= unixepoch() limit ${sql.raw(String(EXPIRED_AT_ONCE))}`,
  );
}
