// How the service is → what of it is as it should be: the cron triggers, the planner's statistics, the search index and the
// database's size. Pure. src/docs/alerts.md says what to do about each.
import { EVERY_MINUTE } from '../../crons.ts';
import type { Health } from '../health.ts';

/** One run may be late or fail; with the fifth, something is wrong. */
const CRON_SECONDS = 5 * 60;
/** They are gathered each hour; the planner can do with older ones for a while. */
const STATISTICS_SECONDS = 3 * 60 * 60;
/** What D1 takes: developers.cloudflare.com/d1/platform/limits. */
export const MOST_BYTES = 10_000_000_000;
/** Where there is still time to do something. */
export const ALARM_BYTES = 8_000_000_000;

interface Check {
  ok: boolean;
}

interface AgeCheck extends Check {
  /** Null where it has never been. */
  age_seconds: number | null;
}

export interface Checks {
  cron: AgeCheck;
  statistics: AgeCheck;
  search: Check;
  size: Check & { bytes: number | null; most_bytes: number };
}

/** Local development has no cron triggers: `isLocal` takes what they do as it is. */
export function toChecks(
  { crons, statisticsAsOf, isSearchable, size, contacts }: Health,
  { now, isLocal }: { now: number; isLocal: boolean },
): Checks {
  const age = (time: string | null) =>
    time === null ? null : Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  const isYounger = (seconds: number | null, most: number) => isLocal || (seconds !== null && seconds <= most);
  const cron = age(crons[EVERY_MINUTE] ?? null);
  const statistics = age(statisticsAsOf);
  return {
    cron: { ok: isYounger(cron, CRON_SECONDS), age_seconds: cron },
    statistics: { ok: contacts === 0 || isYounger(statistics, STATISTICS_SECONDS), age_seconds: statistics },
    search: { ok: isSearchable },
    size: { ok: size === null || size < ALARM_BYTES, bytes: size, most_bytes: MOST_BYTES },
  };
}
