// One change of all that match: first a look at whom it concerns, then, confirmed, step by step until it ends or is stopped.
// A step that is sent twice has one effect, so one without an answer is sent again. Where more match than were confirmed
// nothing is changed, and it is looked again.
import type { Person } from '../model/answer.ts';
import { ANY } from '../model/condition.ts';
import { toValue } from '../model/draft.ts';
import { isCondition, toParameters } from '../model/query.ts';
import type { App, Bulk } from '../view/app.ts';
import { forgetAdornments } from './adorn.ts';
import { ask, type Reply } from './api.ts';

const PATH = '/v1/contacts/actions';
/** A look counts as far as one request may; the next counts on. */
const MOST_LOOKS = 60;
const MOST_ATTEMPTS = 4;
const WAIT_MS = 1000;

interface Concerned {
  matches: { value: number; relation: string };
  sample: Person[];
  /** Null while more may match than were counted. */
  confirm: string | null;
}

interface Stepped {
  done: number;
  skipped: number;
  next: string | null;
}

/** `problem` is said beside what is found. */
export async function askBulk(app: App, problem: string | null = null): Promise<void> {
  const { bulk } = app;
  if (!bulk.value) return;
  const request = toRequest(app, bulk.value);
  bulk.value = {
    ...bulk.value,
    matches: null,
    sample: [],
    resume: null,
    done: 0,
    skipped: 0,
    state: 'asking',
    problem,
  };
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const reply = await ask<Concerned>(PATH, { method: 'POST', body: request, isRepeatable: true });
    if (bulk.value?.state !== 'asking') return; // it was closed meanwhile
    if (!reply.body) {
      bulk.value = { ...bulk.value, state: 'editing', problem: toProblemWords(reply) };
      return;
    }
    const { matches, sample, confirm } = reply.body;
    const resume = confirm === null ? null : { ...request, confirm };
    bulk.value = { ...bulk.value, matches, sample, resume, state: resume ? 'asked' : 'asking' };
    if (resume) return;
    await wait();
  }
  if (bulk.value) bulk.value = { ...bulk.value, state: 'editing', problem: 'Counting takes long. Narrow the filter.' };
}

/** Begins, or goes on from where it was stopped. */
export async function runBulk(app: App): Promise<void> {
  const { bulk } = app;
  if (!bulk.value?.resume) return;
  bulk.value = { ...bulk.value, state: 'running', problem: null };
  while (bulk.value && isRunning(app)) {
    const now: Bulk = bulk.value;
    const reply = await send(now.resume);
    if (!reply.body) return fail(app, reply);
    const { done, skipped, next } = reply.body;
    const resume = next === null ? null : { next };
    const onward = isRunning(app) ? 'running' : 'stopped';
    const state = next === null ? 'finished' : onward;
    bulk.value = { ...now, done: now.done + done, skipped: now.skipped + skipped, resume, state };
  }
  show(app);
}

function isRunning({ bulk }: App): boolean {
  return bulk.value?.state === 'running';
}

/** After the step that is under way. */
export function stopBulk({ bulk }: App): void {
  if (bulk.value?.state === 'running') bulk.value = { ...bulk.value, state: 'stopping' };
}

async function fail(app: App, reply: Reply<Stepped>): Promise<void> {
  const { bulk } = app;
  if (!bulk.value) return;
  const problem = toProblemWords(reply);
  const isRefused = reply.status !== 0 && reply.status !== 429 && reply.status < 500;
  if (isRefused && bulk.value.done === 0) return askBulk(app, problem);
  bulk.value = { ...bulk.value, state: 'stopped', problem, ...(isRefused && { resume: null }) };
  show(app);
}

function show(app: App): void {
  forgetAdornments();
  app.act.reload();
}

async function send(body: unknown): Promise<Reply<Stepped>> {
  for (let attempts = 1; ; attempts++) {
    const reply = await ask<Stepped>(PATH, { method: 'POST', body, isRepeatable: true });
    if (reply.status !== 0 || attempts === MOST_ATTEMPTS) return reply;
    await wait();
  }
}

function wait(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, WAIT_MS));
}

function toRequest({ place, fields }: App, { op, changes }: Bulk): Record<string, unknown> {
  const conditions = toParameters(place.value.search).filter(([name]) => isCondition(name) || name === 'q');
  const any = conditions.filter(([name]) => name === ANY).map(([, value]) => Object.fromEntries(toParameters(value)));
  const others = Object.fromEntries(conditions.filter(([name]) => name !== ANY));
  const filter = { ...others, ...(any.length > 0 && { any }) };
  const values = Object.entries(changes).map(([name, text]) => [name, toValue(text, fields.get(name))]);
  return { filter, op, ...(op === 'update' && { changes: Object.fromEntries(values) }) };
}

function toProblemWords({ problem }: Reply<unknown>): string {
  const details = (problem?.errors ?? []).map(({ detail }) => detail);
  return (details.length > 0 ? details : [problem?.detail ?? problem?.title ?? '']).join(' ');
}
