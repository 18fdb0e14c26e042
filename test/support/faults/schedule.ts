// What goes wrong, and when: drawn from a seed, so that a run of faults can be had again. It also counts what has gone wrong,
// for nothing may fail without a cause.
import { toSeeded } from './chance.ts';

/**
 * What happens to one round trip to D1. `lost`: it never arrives. `unanswered`: it is done, and its answer is lost. `late`: it
 * is given up by who sent it, and arrives some round trips later. `again`: it is answered, and arrives a second time later.
 */
export type DatabaseFault = 'lost' | 'unanswered' | 'late' | 'again' | 'busy' | 'slow';
/** What happens to one call of KV. `cut`: only the beginning of the value comes. `old`: the value before comes. */
export type KvFault = 'failed' | 'unanswered' | 'slow' | 'cut' | 'old' | 'missing';

/** Of a hundred calls, how many meet each fault. */
interface Weather {
  database: Partial<Record<DatabaseFault, number>>;
  kv: Partial<Record<KvFault, number>>;
}

export const WEATHERS = {
  calm: { database: {}, kv: {} },
  rough: {
    database: { lost: 2, unanswered: 3, late: 3, again: 3, busy: 1, slow: 1 },
    kv: { failed: 3, unanswered: 2, slow: 1, cut: 5, old: 5, missing: 3 },
  },
  storm: {
    database: { lost: 12, unanswered: 12, late: 10, again: 10, busy: 4, slow: 2 },
    kv: { failed: 10, unanswered: 10, slow: 2, cut: 15, old: 15, missing: 10 },
  },
  outage: { database: { busy: 100 }, kv: {} },
} satisfies Record<string, Weather>;

export type WeatherName = keyof typeof WEATHERS;

/** Faults of D1 since the beginning. A request may be told to come again because of them, and because of nothing else. */
export interface Injected {
  busy: number;
  /** Connections that were lost, in whatever way. */
  lost: number;
}

export function openSchedule(seed: number) {
  const chance = toSeeded(seed);
  const injected: Injected = { busy: 0, lost: 0 };
  let weather: Weather = WEATHERS.calm;
  const draw = <F extends string>(faults: Partial<Record<F, number>>): F | null => {
    let left = 100 * chance();
    for (const [fault, share] of Object.entries(faults) as [F, number][]) {
      left -= share;
      if (left < 0) return fault;
    }
    return null;
  };
  return {
    injected,
    chance,
    /** What happens to the next round trip to D1; null where it goes well. */
    database(): DatabaseFault | null {
      const fault = draw(weather.database);
      if (fault === 'busy') injected.busy += 1;
      else if (fault === 'lost' || fault === 'unanswered' || fault === 'late') injected.lost += 1;
      return fault;
    },
    kv: (): KvFault | null => draw(weather.kv),
    become(name: WeatherName) {
      weather = WEATHERS[name];
    },
  };
}

export type Schedule = ReturnType<typeof openSchedule>;
