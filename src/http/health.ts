// Whether D1 can be reached, and what it holds: read at most once in some seconds by an isolate, whoever asks and however
// many do, and never at the primary. What went wrong is remembered like an answer.
import { share } from '../cache/flight.ts';
import { openDatabase } from '../db/database.ts';
import { selectVitals, type Vitals } from '../db/vitals.ts';
import type { Env, WaitUntil } from '../env.ts';

/** What is told may be so old. Milliseconds. */
export const REMEMBERED_MS = 5000;

export interface Health extends Vitals {
  /** Bytes of the database; null where D1 does not say. */
  size: number | null;
}

interface HealthLook {
  /** Null where D1 failed. */
  health: Health | null;
  error: unknown;
  readAt: number;
}

const remembered = new WeakMap<Env['DB'], HealthLook>();

/** How the service is, or was some seconds ago. Throws what D1 threw. */
export async function readHealth({ DB }: Pick<Env, 'DB'>, now: number, waitUntil: WaitUntil): Promise<Health> {
  const cached = remembered.get(DB);
  const isRecent = cached && now - cached.readAt < REMEMBERED_MS && now >= cached.readAt;
  const look = isRecent ? cached : (await share(DB, 'health', { work: () => lookAt(DB, now), waitUntil })).answer;
  if (!look.health) throw look.error;
  return look.health;
}

/** Never throws: whoever waits for it gets the failure too, instead of asking again. */
async function lookAt(DB: Env['DB'], readAt: number): Promise<HealthLook> {
  const look: HealthLook = { health: null, error: null, readAt };
  try {
    const database = openDatabase(DB);
    const [vitals] = await database.run(selectVitals);
    look.health = { ...vitals, size: database.spent.size };
  } catch (error) {
    look.error = error;
  }
  remembered.set(DB, look);
  return look;
}
