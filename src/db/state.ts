// The one row of data_state: what every answer says about the data as a whole.
import { Problem } from '../problem.ts';
import { epochOf, epochTime, toVersion, type Version } from '../version.ts';
import { commands, type Query, query } from './query.ts';
import { dataState, searchState } from './records.ts';
import type { Result } from './result.ts';
import { appUser } from './schema.ts';
import { type SQL, sql } from './sql.ts';

export interface DataState {
  /** Raised by every write. */
  version: Version;
  /** That of the version, which tells versions apart within the database. */
  number: number;
  /** How many contacts there are. */
  contacts: number;
}

export const STATE_COLUMNS = sql`${dataState.epoch} as "epoch", ${dataState.version} as "version", ${dataState.contacts} as "contacts"`;

export const selectDataState = query(sql`select ${STATE_COLUMNS} from ${dataState}`, toDataState);

/** Whether the search index does not hold every contact: what it finds is then not all there is. Null without contacts. */
export const IS_UNINDEXED = sql`(select ${searchState.indexedTo} from ${searchState} where ${searchState.id} = 1)
    < (select max(${appUser.id}) from ${appUser})`;

/** The same for a search, which is refused where the index does not hold every contact: it throws overloaded. */
export const selectSearchedState = query(
  sql`select ${STATE_COLUMNS}, ${IS_UNINDEXED} as "unindexed" from ${dataState}`,
  toDataState,
);

/** How long a search that comes while the index is built is asked to wait; millions of contacts take some minutes. */
const INDEXING_SECONDS = 30;

export function toDataState({ rows: [row] }: Result): DataState {
  if (!row) throw new Error('data_state has no row: the migrations have not been applied');
  if (row.unindexed === 1)
    throw new Problem('overloaded', {
      detail: 'The search index is being built. Until it is whole, lists are answered without q only.',
      headers: { 'Retry-After': String(INDEXING_SECONDS) },
    });
  const number = Number(row.version);
  return { version: toVersion(String(row.epoch), number), number, contacts: Number(row.contacts) };
}

const NOW = "cast(unixepoch('subsec') * 1000 as integer)";
/** The present in the database's milliseconds since 1970. */
const PRESENT = sql.raw(NOW);

/**
 * The number of the next version. Never one that was given before, not even where the database was restored since then:
 * those were given earlier.
 */
export const NEXT_NUMBER = `max(version + 1, ${NOW})`;

/** The version as `toVersion` makes it. */
const AS_TEXT = sql`epoch || printf('.%015d', version)`;

/** An epoch that begins now, and behind that of `past`. */
const toNewEpoch = (past: Version): SQL =>
  sql`printf('%012x', max(${PRESENT}, ${epochTime(past) + 1})) || lower(hex(randomblob(4)))`;

/** Milliseconds between announcements of the data version: KV takes one write a second to a key, and clocks and ways differ. */
const ANNOUNCE_EVERY_MS = 1500;
const EVERY = sql.raw(String(ANNOUNCE_EVERY_MS));

/** The data version, the write that announces it, and in how many milliseconds. */
export interface Raised {
  version: Version;
  announcer: string;
  wait: number;
}

const RAISED = sql`epoch as "epoch", version as "version", announcer as "announcer", announced_at - ${PRESENT} as "wait"`;

export const selectRaised = query(sql`select ${RAISED} from data_state`, toRaised);

function toRaised({ rows: [row] }: Result): Raised {
  const { epoch, version, announcer, wait } = row!;
  return { version: toVersion(String(epoch), Number(version)), announcer: String(announcer), wait: Number(wait) };
}

/**
 * The first statement of a write: raises the version, which is then that of the data throughout its transaction, and reserves
 * the next announcement unless one is yet to come. Where the database is behind what is `known`, it was restored, and a new
 * epoch begins.
 */
export function raiseVersion(announcer: string, known: Version): Query<Raised> {
  return query(
    sql`update data_state set version = ${sql.raw(NEXT_NUMBER)},
      epoch = case when ${AS_TEXT} < ${known} then ${toNewEpoch(known)} else epoch end,
      announcer = case when announced_at > ${PRESENT} then announcer else ${announcer} end,
      announced_at = case when announced_at > ${PRESENT} then announced_at else max(${PRESENT}, announced_at + ${EVERY}) end
    where id = 1 returning ${RAISED}`,
    toRaised,
  );
}

/**
 * Reserves the present for an announcement: false where one was made just now or is yet to come. The version is raised
 * as well: whoever announces it anew cannot tell what was cached of versions that a restore has undone.
 */
export function reserveAnnouncement(): Query<boolean> {
  return query(
    sql`update data_state set version = ${sql.raw(NEXT_NUMBER)}, announced_at = ${PRESENT} where id = 1
    and announced_at <= ${PRESENT} - ${EVERY} returning version as "version"`,
    ({ rows }) => rows.length > 0,
  );
}

/** Begins an epoch behind that of `past`, unless one has begun already. */
export function beginEpoch(past: Version): Query<null> {
  return commands(sql`update data_state set announced_at = ${PRESENT},
      epoch = ${toNewEpoch(past)} where id = 1 and epoch <= ${epochOf(past)}`);
}
