// A confirmation or a `next` → one step of the action: the next contacts that match are changed in one transaction. What was
// confirmed is held: where more match, the action is refused before it begins, and never more than that many are changed.
import type { Context } from 'hono';
import { countMatching, leftToRead, type MatchContext, mayReadOn, readMatching } from '../../list/action/matching.ts';
import { Problem } from '../../problem.ts';
import { selectContacts, selectLastId } from '../../sql/contacts.ts';
import { isolateVersion } from '../../version/known.ts';
import { claimToken } from '../../write/idempotency.ts';
import { commitPortion, type Portion, type Portioned } from '../../write/portion.ts';
import type { AppEnv } from '../context.ts';
import { makeKnown } from '../writing.ts';
import { type Action, recallAction, refuse } from './asked.ts';
import { CONFIRM_MINUTES, toNumber } from './look.ts';
import { type ActionReached, type Confirmation, closeToken, nameAction, openToken } from './token.ts';

/** Contacts that one step changes. */
export const MOST_AT_ONCE = 500;
/** How long a `next` lives: no longer than what a step answered is kept, by which a second one is known. */
export const NEXT_HOURS = 24;
const HOUR_MS = 3_600_000;

/** What is stored of a step: what it answered, and how far it came. */
interface StepTold {
  done: number;
  skipped: number;
  remaining: number;
  after: number | null;
  upTo: number;
  expires: number;
}

interface Stepping {
  token: string;
  action: Action;
  progress: ActionReached;
  /** Throws where the step must not be taken; gives the highest id of those that it concerns. */
  admit: () => Promise<number>;
}

/** The first step of what was confirmed. */
export function begin(context: Context<AppEnv>, action: Action, token: string) {
  const said = openToken('confirm', token, toHolder(context));
  if (said.of !== nameAction(action)) {
    const detail = 'It was given for another filter or another change: send these as they were, or look again.';
    throw refuse('invalid-body', { parameter: 'confirm', code: 'bad-token', detail });
  }
  const { caller, expires, matches, corrections } = said;
  const begun = { caller, expires, matches, corrections, behind: '', done: 0, after: 0, upTo: 0 };
  const progress = { ...begun, filter: action.filter, sweep: action.sweep };
  let upTo: number | null = null; // an attempt that is made again need not count again
  const admit = async () => {
    upTo ??= await admitBeginning(toMatchContext(context), action, said);
    return upTo;
  };
  return takeStep(context, { token, action, progress, admit });
}

/** The step behind the one that gave this token. */
export function goOn(context: Context<AppEnv>, token: string) {
  const progress = openToken('next', token, toHolder(context));
  const admit = async () => {
    const detail = `It is older than ${NEXT_HOURS} hours. Look again whom it still concerns.`;
    if (progress.expires <= Date.now())
      throw refuse('precondition-failed', { parameter: 'next', code: 'bad-token', detail });
    return progress.upTo;
  };
  return takeStep(context, { token, action: recallAction(progress), progress, admit });
}

async function admitBeginning(context: MatchContext, { query }: Action, said: Confirmation): Promise<number> {
  const { expires, matches, corrections } = said;
  const failed = (code: 'bad-token' | 'too-many', detail: string) =>
    refuse('precondition-failed', { parameter: 'confirm', code, detail: `${detail} Nothing was changed: look again.` });
  if (expires <= Date.now()) throw failed('bad-token', `It is older than ${CONFIRM_MINUTES} minutes.`);
  const [upTo] = await context.database.run(selectLastId);
  const { value, relation } = (await countMatching(query, { rows: 0, corrections }, context)).total!;
  if (value > matches) {
    const many = `${relation === 'eq' ? '' : 'At least '}${toNumber(value)}`;
    throw failed('too-many', `${many} contacts match now, and ${toNumber(matches)} were confirmed.`);
  }
  return upTo;
}

async function takeStep(context: Context<AppEnv>, { token, action, progress, admit }: Stepping) {
  const { database, timing, seal } = context.var;
  const claim = claimToken(token, new Date());
  const find = async () => findPortion(toMatchContext(context), { action, progress, upTo: await admit() });
  const stepped: Portioned<StepTold> = await timing.measure('commit', () =>
    commitPortion({
      database,
      claim,
      sweep: action.sweep,
      find,
      left: () => leftToRead({ database }),
      known: () => isolateVersion(context.env.KV),
      selectContacts,
    }),
  );
  makeKnown(context, stepped);
  const { told, version, isReplayed } = stepped;
  const { after, upTo, expires, ...answer } = told;
  const onward = { ...progress, behind: claim.key, expires, done: progress.done + told.done, upTo };
  const next = after === null ? null : closeToken('next', { ...onward, after }, seal);
  return { answer: { ...answer, next }, version, isReplayed };
}

/** The contacts that are next, never more than are left of those confirmed. */
async function findPortion(
  context: MatchContext,
  { action, progress, upTo }: { action: Action; progress: ActionReached; upTo: number },
): Promise<Portion<StepTold>> {
  const { after, corrections, matches, done } = progress;
  const expires = Date.now() + NEXT_HOURS * HOUR_MS;
  const toTold = (changed: number, behind: number | null): StepTold => {
    const open = Math.max(0, matches - done - changed);
    const [skipped, remaining] = behind === null ? [open, 0] : [0, open];
    return { done: changed, skipped, remaining, after: behind, upTo, expires };
  };
  if (!mayReadOn(context)) {
    if (progress.behind !== '') throw new Problem('overloaded', { headers: { 'Retry-After': '1' } });
    return { rows: [], toTold: () => toTold(0, after) }; // counting took what there is
  }
  const allowed = Math.min(MOST_AT_ONCE, matches - done);
  const most = Math.max(1, allowed);
  const { rows, next } = await readMatching(action.query, { after, upTo, corrections, most }, context);
  if (rows.length > allowed) {
    const detail = `More contacts match than the ${toNumber(matches)} that were confirmed: ${toNumber(done)} were changed. Look again.`;
    throw refuse('precondition-failed', { parameter: 'next', code: 'too-many', detail });
  }
  if (rows.length === 0 && next === after) throw new Problem('overloaded', { headers: { 'Retry-After': '1' } });
  return {
    rows,
    toTold: (changed) => toTold(changed, changed === rows.length ? next : Number(rows[changed - 1]!.id)),
  };
}

function toMatchContext({ env, var: { database, waitUntil } }: Context<AppEnv>): MatchContext {
  return { env, database, waitUntil };
}

function toHolder({ var: { seal, caller } }: Context<AppEnv>) {
  return { seal, caller: caller.id };
}
