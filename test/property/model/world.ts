// What the commands of a model run against: the Worker in isolates at two places, with D1 and KV as a schedule of faults lets
// them be, a client that sends back what it has seen, and what every answer must keep to, whatever was asked.
import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import { parseVersion, type Version } from '../../../src/version.ts';
import { type History, openPlace, type Place } from '../../support/edge.ts';
import { openFaulty, openPost, type Replica } from '../../support/faults/database.ts';
import { type FaultyKv, openFaultyKv } from '../../support/faults/kv.ts';
import { openSchedule } from '../../support/faults/schedule.ts';
import { putState, readState, type State } from '../../support/faults/state.ts';
import { readProblem } from '../../support/problem.ts';
import { readMoment, Timeline } from './timeline.ts';

/** How long KV takes to pass a value on to each place; milliseconds. */
const LAGS = [0, 20_000];
/** A connection is lost so many times in a request before it is told to come again: the attempts of a read. */
const LEAST_LOST = 3;
const STEP_MS = 10;
const ATTEMPTS = 60;

export interface Sending {
  path: string;
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Which of the places the request comes to. */
  place: number;
  /** Whether it is of the client that sends back what it has seen. */
  follows?: boolean;
}

export interface Answered {
  response: Response;
  status: number;
  body: unknown;
  version: Version | null;
}

interface Isolate {
  place: Place;
  kv: FaultyKv;
}

const { setTimeout } = globalThis;
const wait = () => new Promise((resume) => setTimeout(resume, 1));

/** The work's outcome, with the clock set on where it waits. */
async function hurry<T>(work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => null);
  for (await wait(); !isDone; await wait()) await vi.advanceTimersByTimeAsync(STEP_MS);
  return done;
}

export class World {
  readonly timeline = new Timeline();
  readonly schedule;
  readonly #post = openPost();
  readonly #history: History = [];
  readonly #replica: Replica = { database: env.REPLICA, bookmark: null };
  readonly #isolates: Isolate[] = [];
  #seen: Record<string, string> = {};
  /** When it began, by the clock that is set on and by one that is not; and how far the database's has been set on. */
  readonly #began = { clock: Date.now(), real: performance.now() };
  #shifted = 0;

  constructor(seed: number) {
    this.schedule = openSchedule(seed);
    for (const at of LAGS.keys()) this.restart(at);
  }

  /** Another isolate takes the place of the one that is there: nothing is in its memory. */
  restart(at: number): void {
    const { schedule } = this;
    const sound = openPlace(this.#history);
    sound.view.lag = LAGS[at]!;
    const kv = openFaultyKv(sound.env.KV, this.#history, schedule);
    const DB = openFaulty({ primary: env.DB, replica: this.#replica, schedule, post: this.#post });
    this.#isolates[at] = { place: openPlace(this.#history, { KV: kv.KV, DB }), kv };
  }

  /** The answer, held to what holds of every answer. */
  async send({ path, method = 'GET', body, headers = {}, place, follows = false }: Sending): Promise<Answered> {
    await this.#setClock();
    const { place: at, kv } = this.#isolates[place]!;
    const shown = kv.shown();
    const seen = follows ? this.#seen : {};
    const before = { ...this.schedule.injected };
    const init = {
      method,
      headers: { ...headers, ...seen },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await hurry(at.fetch(path, init));
    const { status } = response;
    const version = parseVersion(response.headers.get('X-Data-Version'));
    const text = status < 400 ? await response.clone().text() : '';
    const parsed = text === '' ? null : (JSON.parse(text) as { meta?: { warning?: object } });
    const isReplayed = response.headers.has('Idempotency-Replayed'); // as it was then
    if (status >= 400) await this.#expectCaused(response, before);
    else if (!isReplayed) {
      if (version === null) expect.fail(`${method} ${path} tells no version`);
      for (const known of [seen['X-Data-Version'] ?? '', parsed?.meta?.warning ? '' : (shown ?? '')])
        expect(version! >= known, `${method} ${path}: ${version} is older than ${known}`).toBe(true);
      if (follows) this.#see(response);
    }
    return { response, status, body: parsed, version };
  }

  #see({ headers }: Response): void {
    for (const name of ['X-Data-Version', 'X-D1-Bookmark']) {
      const value = headers.get(name);
      if (value !== null) this.#seen = { ...this.#seen, [name]: value };
    }
  }

  async #expectCaused(response: Response, before: { busy: number; lost: number }): Promise<void> {
    const problem = await readProblem(response.clone());
    if (response.status < 500) return;
    const { busy, lost } = this.schedule.injected;
    expect([problem.type, response.headers.has('Retry-After')]).toEqual(['/problems/overloaded', true]);
    expect(busy > before.busy || lost - before.lost >= LEAST_LOST, 'a failure that has a cause').toBe(true);
  }

  /** Sends again where the database could not answer, as a client does that has an Idempotency-Key or reads. */
  async insist(sending: Sending): Promise<Answered> {
    for (let attempt = 1; ; attempt++) {
      const answered = await this.send(sending);
      if (answered.status < 500 || attempt === ATTEMPTS) return answered;
      if (attempt > ATTEMPTS / 2) this.schedule.become('calm');
      await this.arrive();
    }
  }

  /** Whatever is on its way to the database arrives. */
  arrive = () => this.#post.flush();

  /** Whatever is under way arrives, and the contacts are read as they are then. */
  async observe(): Promise<void> {
    await this.arrive();
    this.timeline.add(await readMoment());
  }

  /** Time goes on. */
  async pass(milliseconds: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(milliseconds);
    await this.#setClock();
  }

  /** What goes on behind the answers comes to its end. */
  async settle(): Promise<void> {
    for (const { place } of this.#isolates) await hurry(place.settle());
    await this.observe();
  }

  /** The cron trigger, which may fail. */
  async trigger(place: number): Promise<void> {
    await this.#setClock();
    const { place: at, kv } = this.#isolates[place]!;
    const shown = kv.shown();
    await hurry(at.scheduled()).catch(() => null);
    kv.setShown(shown);
    await this.observe();
  }

  envOf = (place: number) => this.#isolates[place]!.place.env;

  /** The replica becomes what the primary is. */
  async catchUp(): Promise<void> {
    await this.arrive();
    const session = env.DB.withSession('first-primary');
    await session.prepare('select 1').all();
    const bookmark = session.getBookmark();
    await putState(await readState(), env.REPLICA);
    this.#replica.bookmark = bookmark;
  }

  /** The database becomes what it was; clients and isolates are told nothing. */
  async restore(state: State): Promise<void> {
    await this.arrive();
    await putState(state);
    await this.catchUp();
  }

  /** The database's memory of times follows the clock of the isolates, which goes on where they wait. */
  async #setClock(): Promise<void> {
    const { clock, real } = this.#began;
    const ahead = Math.round(Date.now() - clock - (performance.now() - real) - this.#shifted);
    if (ahead <= STEP_MS) return;
    this.#shifted += ahead;
    const shift = 'update data_state set announced_at = max(0, announced_at - ?)';
    await Promise.all([env.DB, env.REPLICA].map((database) => database.prepare(shift).bind(ahead).run()));
  }
}
