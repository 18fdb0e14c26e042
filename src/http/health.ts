// Whether D1 can be reached, and what it holds: read at most once in some seconds by an isolate, whoever asks and however
// many do, and never at the primary. What went wrong is remembered like an answer.
import { share } from '../cache/flight.ts';
import { openDatabase } from '../db/database.ts';
import { type DataState, selectDataState } from '../db/state.ts';
import type { Env, WaitUntil } from '../env.ts';

/** What is told may be so old. Milliseconds. */
export const REMEMBERED_MS = 5000;

interface Health {
  /** Null where D1 failed. */
  state: DataState | null;
  error: unknown;
  readAt: number;
}

const remembered = new WeakMap<Env['DB'], Health>();

/** The state of the data, a few seconds old at most. Throws what D1 threw. */
export async function readHealth({ DB }: Pick<Env, 'DB'>, now: number, waitUntil: WaitUntil): Promise<DataState> {
  const cached = remembered.get(DB);
  const isRecent = cached && now - cached.readAt < REMEMBERED_MS && now >= cached.readAt;
  const health = isRecent ? cached : (await share(DB, 'health', { work: () => readState(DB, now), waitUntil })).answer;
  if (!health.state) throw health.error;
  return health.state;
}

/** Never throws: whoever waits for it gets the failure too, instead of asking again. */
async function readState(DB: Env['DB'], readAt: number): Promise<Health> {
  const health: Health = { state: null, error: null, readAt };
  try {
    const [state] = await openDatabase(DB).run(selectDataState);
    health.state = state;
  } catch (error) {
    health.error = error;
  }
  remembered.set(DB, health);
  return health;
}
