// The audit: who wrote what and when, a row for each contact, within the write's transaction. It names the fields and never
// has a value. Its ids go by time, so that old rows are a range, and those of a contact are in its index. Pure.
import { commands, type Query, query } from '../../db/query.ts';
import { audit } from '../../db/records.ts';
import { type SQL, sql } from '../../db/sql.ts';
import { toSecond } from '../../second.ts';
import type { Change } from '../change.ts';
import type { Claim } from '../idempotency.ts';
import { json, lastId } from './parameter.ts';

/** Who writes, and in which request. */
export interface Author {
  name: string;
  request: string;
}

export interface AuditEntry {
  id: number;
  /** RFC 3339, UTC, whole seconds. */
  at: string;
  op: Change['op'];
  caller: string;
  request: string;
  fields: string[];
}

export const AUDIT_DAYS = 400;
export const DAY_MS = 24 * 60 * 60 * 1000;
/** Ids of a millisecond, which the number of a data version is: more than one write has operations. */
export const IDS_A_VERSION = 1000;
/** Old ones that one run of the cron trigger deletes: once a minute, they keep up with 166 writes a second. */
const DELETED_AT_ONCE = 10_000;

/** Once everything is written: new contacts have their ids by then. `claim` holds the contacts as they were answered. */
export function noteChanges(changes: Change[], { name, request }: Author, claim: Claim | null): SQL {
  const created = changes.filter(({ op }) => op === 'create').length;
  let place = 0;
  const rows = json(
    changes.map((change) => [
      change.op,
      change.op === 'create' ? null : change.before.id,
      change.op === 'create' ? place++ : null,
      toWrittenFields(change).join(),
    ]),
  );
  return sql`insert into ${audit} (id, contact_id, op, caller, request, fields, claim)
    select (select version from data_state) * ${IDS_A_VERSION} + key,
      coalesce(value->>1, ${lastId('app_user')} - ${created} + 1 + (value->>2)), value->>0,
      ${name}, ${request}, value->>3, ${claim?.key ?? null} from json_each(${rows})`;
}

function toWrittenFields(change: Change): string[] {
  if (change.op === 'delete') return [];
  if (change.op === 'update') return Object.keys(change.values);
  return Object.entries(change.contact).flatMap(([field, value]) => (value === null ? [] : [field]));
}

/** The newest first, those before the entry of an id; `most` at most. */
export function selectHistory(contact: number, { before, most }: { before: number | null; most: number }) {
  const statement = sql`select id as "id", op as "op", caller as "caller", request as "request", fields as "fields"
    from ${audit} where contact_id = ${contact} and id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by id desc limit ${most}`;
  return query(statement, ({ rows }) =>
    rows.map(({ id, op, caller, request, fields }): AuditEntry => {
      const at = toSecond(new Date(Math.floor(Number(id) / IDS_A_VERSION)));
      const names = String(fields);
      return {
        ...{ id: Number(id), at, op: op as AuditEntry['op'], caller: String(caller), request: String(request) },
        fields: names === '' ? [] : names.split(','),
      };
    }),
  );
}

export function deleteOldEntries(now: Date): Query<null> {
  const end = (now.getTime() - AUDIT_DAYS * DAY_MS) * IDS_A_VERSION;
  return commands(sql`delete from ${audit} where id < ${end} limit ${sql.raw(String(DELETED_AT_ONCE))}`);
}
