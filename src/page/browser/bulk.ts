// One change of all that match: first a look at whom it concerns, then step by step, each sent once more if no answer came.
import type { Person } from '../model/answer.ts';
import { ANY } from '../model/condition.ts';
import { toValue } from '../model/draft.ts';
import { isCondition, toParameters } from '../model/query.ts';
import type { App, Bulk } from '../view/app.ts';
import { forgetAdornments } from './adorn.ts';
import { ask, type Reply } from './api.ts';

const PATH = '/v1/contacts/actions';

/** While it counts on, there is no confirmation yet. */
interface Concerned {
  matches: { value: number; relation: string };
  sample: Person[];
  confirm: string | null;
}

interface Stepped {
  done: number;
  remaining: number;
  next: string | null;
}

export async function askBulk(app: App): Promise<void> {
  const { bulk } = app;
  if (!bulk.value) return;
  const sent = bulk.value;
  bulk.value = { ...sent, state: 'asking', problem: null };
  let reply: Reply<Concerned>;
  do {
    reply = await ask<Concerned>(PATH, { method: 'POST', body: toRequest(app, sent) });
    if (bulk.value?.state !== 'asking') return; // it was closed meanwhile
  } while (reply.body && reply.body.confirm === null);
  if (!reply.body) {
    bulk.value = { ...sent, state: 'editing', problem: toProblemWords(reply) };
    return;
  }
  const { matches, sample, confirm } = reply.body;
  bulk.value = { ...sent, matches, sample, confirm, state: 'asked', done: 0 };
}

export async function runBulk(app: App): Promise<void> {
  const { bulk } = app;
  const begun = bulk.value;
  if (!begun?.confirm) return;
  bulk.value = { ...begun, state: 'running' };
  let done = 0;
  let body: Record<string, unknown> | null = { ...toRequest(app, begun), confirm: begun.confirm };
  while (body) {
    const reply: Reply<Stepped> = await sendTwice(body);
    if (!reply.body) {
      bulk.value = {
        ...begun,
        done,
        confirm: null,
        state: 'editing',
        problem: `${toProblemWords(reply)} ${done} were changed.`,
      };
      break;
    }
    done += reply.body.done;
    body = reply.body.next ? { next: reply.body.next } : null;
    bulk.value = { ...begun, done, state: body ? 'running' : 'finished' };
  }
  forgetAdornments();
  app.act.reload();
}

/** A step that is sent twice has one effect. */
async function sendTwice(body: unknown): Promise<Reply<Stepped>> {
  const reply = await ask<Stepped>(PATH, { method: 'POST', body });
  return reply.status === 0 || reply.status === 503 ? ask<Stepped>(PATH, { method: 'POST', body }) : reply;
}

function toRequest({ place, fields }: App, { op, changes }: Bulk): Record<string, unknown> {
  const conditions = toParameters(place.value.search).filter(([name]) => isCondition(name) || name === 'q');
  const any = conditions.filter(([name]) => name === ANY).map(([, value]) => Object.fromEntries(toParameters(value)));
  const others = Object.fromEntries(conditions.filter(([name]) => name !== ANY));
  const filter = { ...others, ...(any.length > 0 && { any }) };
  const values = Object.entries(changes).map(([name, text]) => [name, toValue(text, fields.get(name))]);
  return { filter, op, ...(op === 'update' && { changes: Object.fromEntries(values) }) };
}

function toProblemWords({ problem, status }: Reply<unknown>): string {
  if (status === 404 || status === 405) return 'This server cannot do that yet.';
  return [problem?.title, ...(problem?.errors ?? []).map(({ detail }) => detail)].filter(Boolean).join(' ');
}
