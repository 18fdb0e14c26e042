// What is deleted of a full-text index stays in it, marked, until its parts are merged: once a week all of them are,
// some pages a minute. Behind it nothing is left of words that no contact has any more. Pure.
import { commands, type Query } from './query.ts';
import { sql } from './sql.ts';

const INDEXES = ['contact_word', 'value_gram'];
/** Pages of 4 kB that a run writes at most: a fraction of a second. Three million contacts have 40,000. */
const PAGES_A_RUN = 500;
/** The run of the hourly trigger that begins it: on Sunday, at two in the morning, UTC. */
const BEGIN = { day: 0, hour: 2 };

/** Goes on with what is begun, and where nothing is does nothing. Where nothing was written it begins nothing. */
export function mergeSearch(now: Date, isHourly: boolean): Query<null> {
  const begins = isHourly && now.getUTCDay() === BEGIN.day && now.getUTCHours() === BEGIN.hour;
  const pages = begins ? -PAGES_A_RUN : PAGES_A_RUN; // https://sqlite.org/fts5.html#the_merge_command
  return commands(
    ...INDEXES.map((index) => sql.raw(`insert into ${index} (${index}, rank) values ('merge', ${pages})`)),
  );
}
