// Actions over HTTP: looked at, confirmed and taken to their end.
import { expect } from 'vitest';
import { request } from '../../support/problem.ts';

export const PATH = '/v1/contacts/actions';

export interface Look {
  matches: { value: number; relation: string; as_of: string };
  sample: Record<string, unknown>[];
  confirm: string | null;
  meta?: { corrections: { from: string; to: string[] }[] };
}

export interface Step {
  done: number;
  skipped: number;
  remaining: number;
  next: string | null;
}

type Send = (path: string, init?: RequestInit) => Promise<Response>;

export const post = (body: unknown, { send = request as Send, headers = {} } = {}) =>
  send(PATH, { method: 'POST', body: JSON.stringify(body), headers });

async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text();
  expect([response.status, response.status === 200 ? '' : text]).toEqual([200, '']);
  return JSON.parse(text);
}

export const look = async (action: object, send?: Send) =>
  readAnswer<Look>(await post(action, { ...(send && { send }) }));
export const step = async (body: object, send?: Send) => readAnswer<Step>(await post(body, { ...(send && { send }) }));

/** Takes an action from its confirmation, or from a `next`, to its end. */
export async function finish(body: object, send?: Send): Promise<Step[]> {
  const steps = [await step(body, send)];
  for (let { next } = steps[0]!; next !== null; next = steps.at(-1)!.next) steps.push(await step({ next }, send));
  return steps;
}

export const sum = (steps: Step[], of: 'done' | 'skipped') => steps.reduce((sum, step) => sum + step[of], 0);

/** Looks, confirms and takes it to its end. */
export async function act(action: object, send?: Send): Promise<{ looked: Look; steps: Step[] }> {
  const looked = await look(action, send);
  return { looked, steps: await finish({ ...action, confirm: looked.confirm }, send) };
}
