// Which contacts are sampled for the planner's statistics, how they are read, and where what is made of them is stored.
import { FIELD_NAMES, FIELDS, TABLES } from '../contact/fields.ts';
import type { Database } from '../db/database.ts';
import { plain, type Query, query } from '../db/query.ts';
import type { Row } from '../db/result.ts';
import { type SQL, sql } from '../db/sql.ts';
import { selectDataState } from '../db/state.ts';
import { storeStatistics } from '../db/statistics.ts';
import { type SampledContact, type Statistics, spreadOver, toStatistics } from '../statistics/statistics.ts';
import { joinFor, tableScope } from './scope.ts';

/** As many as PostgreSQL samples by default: 300 for each of 100 runs. */
export const SAMPLE_SIZE = 30_000;
/** Contacts read by one statement: about 10,000 rows and index entries. */
const IN_ONE_STATEMENT = 3000;

/** The highest contact id; 0 where there is no contact. */
export const selectLastId: Query<number> = query(
  sql`select max(${TABLES.app_user.id}) as "last" from ${TABLES.app_user}`,
  ({ rows: [row] }) => Number(row?.last ?? 0),
);

/** Statements that together read a sample of the contacts with ids up to `lastId`: one from each of as many runs of ids. */
export function toSampleStatements(lastId: number): SQL[] {
  const size = Math.min(SAMPLE_SIZE, lastId);
  const ids = spreadOver(lastId, size).map((at) => at + 1);
  const statements: SQL[] = [];
  for (let at = 0; at < size; at += IN_ONE_STATEMENT) statements.push(selectKeys(ids.slice(at, at + IN_ONE_STATEMENT)));
  return statements;
}

function selectKeys(ids: number[]): SQL {
  const { source } = joinFor(tableScope('app_user'), FIELD_NAMES, 'join');
  const keys = FIELD_NAMES.map((name) => sql`${FIELDS[name].key} as ${sql.identifier(name)}`);
  return sql`select ${sql.join(keys, sql`, `)} from ${source}
    where ${TABLES.app_user.id} in (select value from json_each(${JSON.stringify(ids)}))`;
}

export function toSampledContact(row: Row): SampledContact {
  return FIELD_NAMES.map((name) => row[name]!);
}

/** Samples the contacts and stores what the planner wants to know. About 3 rows are read for each sampled contact. */
export async function gatherStatistics(database: Database, now: Date): Promise<Statistics> {
  const [state, lastId] = await database.run(selectDataState, selectLastId);
  const sample: SampledContact[] = [];
  for (const statement of toSampleStatements(lastId)) {
    const [{ rows: sampled }] = await database.run(plain(statement));
    sample.push(...sampled.map(toSampledContact));
  }
  const contacts = state.contacts || lastId; // a load says its number when it is finished
  const gathered = toStatistics(sample, contacts);
  await database.run(storeStatistics(gathered, now));
  return gathered;
}
