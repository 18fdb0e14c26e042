// Changes → the statements that carry them out, however many there are: each kind is done as a whole, first what is
// deleted, then what is changed, then what is new. In one transaction; what it expects of the data it checks itself. Pure.
import { type FoundContact, toFoundContact } from '../../contact/contact.ts';
import type { Written } from '../../contact/fields.ts';
import { commands, known, type Query, query, together } from '../../db/query.ts';
import { type SQL, sql } from '../../db/sql.ts';
import { type Raised, raiseVersion } from '../../db/state.ts';
import type { Version } from '../../version.ts';
import type { Change, Of } from '../change.ts';
import type { Claim } from '../idempotency.ts';
import { ADDRESS_FIELDS } from '../input.ts';
import { type Author, noteChanges } from './audit.ts';
import { claimAnswered, claimKey, storeAnswer } from './claim.ts';
import { eraseAnswers, queueErasures } from './erasure.ts';
import { expectFreeNumbers, expectNone, expectUnchanged } from './expectation.ts';
import { deleteAll, moveAll } from './moving.ts';
import { freeNumbers } from './number.ts';
import { json, lastId } from './parameter.ts';
import { leaveReceipt } from './receipt.ts';
import { type Parts, toParts, touched } from './row.ts';

export interface Writing {
  changes: Change[];
  author: Author;
  /** RFC 3339, UTC, whole seconds. */
  now: string;
  /** The newest version that is known of. */
  known: Version;
  /** The name of its receipt. */
  receipt: string;
  claim: Claim | null;
  /** The answer that the claim stores, as JSON, where that is not the contacts: none are then selected. */
  told?: string;
  /** Selects the contacts with these ids, ordered by id, each as a JSON array `contact`. */
  selectContacts: (ids: SQL) => SQL;
}

/** Its answer: the contacts that are new or changed, ordered by id, and the data's new version. */
export function toTransaction(writing: Writing): Query<{ contacts: FoundContact[]; raised: Raised }> {
  const { changes, author, now, known: newest, receipt, claim, told, selectContacts } = writing;
  const created = changes.filter((change) => change.op === 'create');
  const updated = changes.filter((change) => change.op === 'update');
  const deleted = changes.filter((change) => change.op === 'delete');
  const contacts = selectContacts(sql`
    select value from json_each(${json(updated.map(({ before }) => before.id))})
    union all select id from app_user where id > ${lastId('app_user')} - ${created.length}`);
  return together({
    raised: raiseVersion(receipt, newest),
    changes: commands(
      leaveReceipt(receipt),
      ...(claim ? toClaiming(claim, told) : []),
      ...(updated.length + deleted.length > 0 ? [expectUnchanged([...updated, ...deleted])] : []),
      ...(deleted.length > 0 ? [...deleteAll(deleted), eraseAnswers(deleted), queueErasures(deleted, now)] : []),
      ...(updated.length > 0 ? updateAll(updated, now) : []),
      ...(created.length > 0 ? createAll(created, now) : []),
      noteChanges(changes, author, told === undefined ? claim : null),
      ...(claim && told === undefined ? [storeAnswer(claim, contacts)] : []),
    ),
    contacts: told === undefined ? query(contacts, ({ rows }) => rows.map(toFoundContact)) : known([]),
  });
}

const toClaiming = (claim: Claim, told: string | undefined): SQL[] =>
  told === undefined ? claimKey(claim) : claimAnswered(claim, told);

/** Only the columns that one of the changes touches are set: each index that is left alone is not written. */
function updateAll(updated: Of<'update'>[], now: string): SQL[] {
  const rows = updated.map(({ at, before, values }) => {
    const contact = { ...before, ...values } as Written; // of one that was not looked up, nothing else is touched
    return { at, id: before.id, ...toParts(contact, { last_updated: now }) };
  });
  const contacts = json(rows);
  const movers = json(rows.filter((_, at) => ADDRESS_FIELDS.some((field) => field in updated[at]!.values)));
  const fields = [...new Set(updated.flatMap(({ values }) => Object.keys(values)))];
  const [user, address, relationship] = (['app_user', 'address', 'customer_relationship'] as const).map((table) =>
    touched(table, fields),
  );
  const set = (part: keyof Parts, columns: string[]) =>
    sql.join(
      columns.map((column) => sql`${sql.identifier(column)} = row.value->>${`$.${part}.${column}`}`),
      sql`, `,
    );
  const numbered = rows.filter((_, at) => updated[at]!.values.customer_id !== undefined);
  const change = sql`update address set ${set('address', address!)} from json_each(${movers}) as row
    join app_user on app_user.id = row.value->>'id' where address.id = app_user.address_id`;
  return [
    ...(numbered.length > 0 ? [...freeNumbers(updated), expectFreeNumbers(numbered)] : []),
    sql`update app_user set ${set('user', [...user!, 'last_updated'])}, revision = revision + 1
      from json_each(${contacts}) as row where app_user.id = row.value->>'id'`,
    ...(relationship!.length > 0
      ? [
          sql`update customer_relationship set ${set('relationship', relationship!)}
            from json_each(${contacts}) as row where customer_relationship.appuser_id = row.value->>'id'`,
        ]
      : []),
    ...(address!.length > 0 ? moveAll(movers, change) : []),
  ];
}

function createAll(created: Of<'create'>[], now: string): SQL[] {
  let own = 0;
  const rows = created.map(({ at, contact }, place) => ({
    at,
    place,
    address_id: contact.address_id ?? null,
    own: contact.address_id === undefined ? own++ : null,
    ...toParts(contact, { created: now, last_updated: now }),
  }));
  const all = json(rows);
  const [user, address, relationship] = (['user', 'address', 'relationship'] as const).map((part) =>
    Object.keys(rows[0]![part]),
  );
  const names = (columns: string[]) => sql.raw(columns.join(', '));
  const values = (part: keyof Parts, columns: string[]) =>
    sql.join(
      columns.map((column) => sql`value->>${`$.${part}.${column}`}`),
      sql`, `,
    );
  return [
    expectFreeNumbers(rows),
    expectNone(
      'no-address',
      sql`select value->>'at' as place from json_each(${all}) where value->>'address_id' is not null
        and not exists (select 1 from address where address.id = value->>'address_id')`,
    ),
    sql`insert into address (${names(address!)})
      select ${values('address', address!)} from json_each(${all}) where value->>'own' is not null order by key`,
    sql`insert into app_user (${names(user!)}, address_id)
      select ${values('user', user!)}, coalesce(value->>'address_id', ${lastId('address')} - ${own} + 1 + (value->>'own'))
      from json_each(${all}) order by key`,
    sql`insert into customer_relationship (${names(relationship!)}, appuser_id)
      select ${values('relationship', relationship!)}, ${lastId('app_user')} - ${created.length} + 1 + (value->>'place')
      from json_each(${all}) order by key`,
  ];
}
