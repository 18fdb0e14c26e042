// A look at whom an action concerns: how many match, some of them to see, and the confirmation by which it begins. Nothing
// is changed.
import type { Context } from 'hono';
import { countFar } from '../../list/action/matching.ts';
import { toCorrected } from '../../list/answer/answer.ts';
import { toContacts } from '../../list/reading/taken.ts';
import { toCorrections } from '../../query/search.ts';
import type { Version } from '../../version.ts';
import type { AppEnv } from '../context.ts';
import { type Action, refuse } from './asked.ts';
import { closeToken, nameAction } from './token.ts';

/** Contacts that one action changes. */
export const MOST_CHANGED = 100_000;
/** How long a confirmation lives. */
export const CONFIRM_MINUTES = 10;
const MINUTE_MS = 60_000;
const SHOWN = 5;

/** The confirmation is null while more may match than were counted: looking again counts on. */
export async function lookAt(context: Context<AppEnv>, action: Action): Promise<{ answer: object; version: Version }> {
  const { env, var: { database, waitUntil, seal, caller } } = context; // biome-ignore format: one line
  database.toPrimary();
  const list = await countFar(action.query, { rows: SHOWN, most: MOST_CHANGED }, { env, database, waitUntil });
  const matches = list.total!;
  const { value, relation } = matches;
  if (value > MOST_CHANGED) {
    const many = `${relation === 'eq' ? '' : 'at least '}${toNumber(value)}`;
    const detail = `An action changes at most ${toNumber(MOST_CHANGED)} contacts, and ${many} match. Narrow the filter.`;
    throw refuse('invalid-body', { parameter: 'filter', code: 'too-many', detail });
  }
  const confirmation = {
    nonce: crypto.randomUUID(),
    caller: caller.id,
    expires: Date.now() + CONFIRM_MINUTES * MINUTE_MS,
    of: nameAction(action),
    matches: value,
    corrections: toCorrections(list.words),
  };
  const meta = toCorrected(list.words);
  const answer = {
    matches,
    sample: toContacts(list.page.contacts),
    confirm: relation === 'eq' ? closeToken('confirm', confirmation, seal) : null,
    ...('corrections' in meta && { meta }),
  };
  return { answer, version: list.state.version };
}

export function toNumber(value: number): string {
  return value.toLocaleString('en');
}
