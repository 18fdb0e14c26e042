// What goes along with a contact that is deleted, in the same transaction: answers that are stored for Idempotency-Keys lose
// what they say of it, and its id is queued for the ledger (../ledger.ts). Pure.
import { commands, type Query, query } from '../../db/query.ts';
import { audit, erasure, idempotency } from '../../db/records.ts';
import type { Result } from '../../db/result.ts';
import { type SQL, sql } from '../../db/sql.ts';
import type { Of } from '../change.ts';
import { DAY_MS, IDS_A_VERSION } from './audit.ts';
import { ERASED } from './claim.ts';
import { json } from './parameter.ts';

/** An answer is stored for a day by the clock of a Worker, the audit goes by that of the database. */
const STORED_MS = DAY_MS + 60 * 60 * 1000;
/** Answers that are told of one contact. */
const MOST_ANSWERS = 50;

/** An id that was queued for the ledger. */
export interface Erasure {
  contactId: number;
  /** RFC 3339, UTC, whole seconds. */
  erasedAt: string;
}

/** A stored answer, with the contact as it tells it: its fields in the order of the field table. */
export interface StoredAnswer {
  /** RFC 3339, UTC, whole seconds. */
  until: string;
  fields: (string | number | null)[];
}

/** The keys of answers that tell of the contacts: those of writes to them in the last day. */
function selectClaims(ids: number[]): SQL {
  return sql`select claim from ${audit} where contact_id in (select value from json_each(${json(ids)}))
    and id > ((select version from data_state) - ${STORED_MS}) * ${IDS_A_VERSION} and claim is not null`;
}

/**
 * The keys stay taken: a request that is sent again late must not create anew who was deleted. The one without an answer
 * is the key that this transaction has just claimed.
 */
export function eraseAnswers(deleted: Of<'delete'>[]): SQL {
  const ids = deleted.map(({ before }) => before.id);
  return sql`update ${idempotency} set answer = json_object('version', answer->>'version', ${ERASED}, 1)
    where key in (${selectClaims(ids)}) and answer <> ''`;
}

export function queueErasures(deleted: Of<'delete'>[], now: string): SQL {
  const ids = json(deleted.map(({ before }) => before.id));
  return sql`insert or replace into ${erasure} (contact_id, erased_at) select value, ${now} from json_each(${ids})`;
}

/** Rows of an id and a time, as JSON: what a statement takes them by. */
export function toErasureRows(erasures: Erasure[]): string {
  return json(erasures.map(({ contactId, erasedAt }) => [contactId, erasedAt]));
}

/** The erasures that rows of `contact_id` and `erased_at` hold. */
export function toErasures({ rows }: Pick<Result, 'rows'>): Erasure[] {
  return rows.map(({ contact_id, erased_at }) => ({ contactId: Number(contact_id), erasedAt: String(erased_at) }));
}

/** Those that are queued, at most so many. */
export function selectQueued(most: number): Query<Erasure[]> {
  const statement = sql`select contact_id as "contact_id", erased_at as "erased_at" from ${erasure} limit ${most}`;
  return query(statement, toErasures);
}

/** Once the ledger has them. */
export function unqueue(erasures: Erasure[]): Query<null> {
  return commands(sql`delete from ${erasure} where (contact_id, erased_at) in
    (select value->>0, value->>1 from json_each(${toErasureRows(erasures)}))`);
}

/** What stored answers still tell of a contact. */
export function selectAnswers(contact: number): Query<StoredAnswer[]> {
  const statement = sql`select strftime('%Y-%m-%dT%H:%M:%SZ', expires, 'unixepoch') as "until",
      (select value from json_each(answer, '$.contacts') where value->>0 = ${contact}) as "contact" from ${idempotency}
    where key in (${selectClaims([contact])}) and expires > unixepoch()
    limit ${MOST_ANSWERS}`;
  return query(statement, ({ rows }) =>
    rows.flatMap(({ until, contact: told }) =>
      told === null ? [] : [{ until: String(until), fields: JSON.parse(String(told)) as StoredAnswer['fields'] }],
    ),
  );
}
