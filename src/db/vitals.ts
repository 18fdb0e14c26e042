// How the service is, in one statement: the data's state, when each cron trigger ended last, of when the statistics are, and
// whether search knows every contact.
import { commands, type Query, query } from './query.ts';
import { cronRun, statistics } from './records.ts';
import { sql } from './sql.ts';
import { type DataState, IS_UNINDEXED, STATE_COLUMNS, toDataState } from './state.ts';

export interface Vitals extends DataState {
  /** By the trigger: when it ended last, RFC 3339. */
  crons: Record<string, string>;
  /** RFC 3339; null where none have been gathered. */
  statisticsAsOf: string | null;
  /** False while the search index is built. */
  isSearchable: boolean;
}

export const selectVitals: Query<Vitals> = query(
  sql`select ${STATE_COLUMNS},
    (select json_group_object(${cronRun.cron}, ${cronRun.endedAt}) from ${cronRun}) as "crons",
    (select ${statistics.asOf} from ${statistics}) as "statistics",
    not coalesce(${IS_UNINDEXED}, 0) as "searchable" from data_state`,
  (result) => {
    const state = toDataState(result);
    const { crons, statistics, searchable } = result.rows[0]!;
    return {
      ...state,
      crons: JSON.parse(String(crons)) as Vitals['crons'],
      statisticsAsOf: statistics === null ? null : String(statistics),
      isSearchable: searchable === 1,
    };
  },
);

/** Notes that the trigger has done all that it does. */
export function noteCron(cron: string, now: Date): Query<null> {
  return commands(sql`insert or replace into ${cronRun} (cron, ended_at) values (${cron}, ${now.toISOString()})`);
}
