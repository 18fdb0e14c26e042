// The body of a change of all that match → what it asks, every fault named by its place. Pure.
import { type Fault, Problem } from '../../problem.ts';
import { readBodyQuery } from '../../query/body.ts';
import { OF_ACTION } from '../../query/options.ts';
import type { ListQuery } from '../../query/query.ts';
import { Faults, toFault } from '../../write/fault.ts';
import { Changes, check } from '../../write/input.ts';
import type { Sweep } from '../../write/portion.ts';

/** One change, and whom it concerns. */
export interface Action {
  /** The filter as it was sent, and what it says: in the order of ids. */
  filter: unknown;
  query: ListQuery;
  sweep: Sweep;
}

/** What is asked: to go on with an action; or to look whom one concerns, and where it is confirmed, to begin it. */
export type ActionRequest = { next: string } | { next: null; action: Action; confirm: string | null };

const TAKEN = ['filter', 'op', 'changes', 'confirm'];

/** Whether the body wants to go on with an action. */
export function goesOn(body: unknown): boolean {
  return isObject(body) && Object.hasOwn(body, 'next');
}

/** Throws invalid-body with every fault found. */
export function parseActionRequest(body: unknown): ActionRequest {
  const faults = new Faults();
  const note = (name: string, code: Fault['code'], detail: string) => faults.note(() => toFault([name], code, detail));
  if (!isObject(body)) faults.note(() => toFault([], 'bad-type', 'Expected a JSON object.'));
  const asked = isObject(body) ? body : {};
  const readToken = (name: 'next' | 'confirm'): string => {
    if (typeof asked[name] !== 'string') note(name, 'bad-type', 'Expected the text that an answer gave.');
    return String(asked[name]);
  };
  if (goesOn(asked)) {
    const next = readToken('next');
    for (const name of Object.keys(asked).filter((name) => name !== 'next'))
      note(name, 'conflicting-parameters', '`next` says everything: send it alone.');
    faults.throwIfAny();
    return { next };
  }
  for (const name of Object.keys(asked).filter((name) => !TAKEN.includes(name)))
    note(name, 'unknown-parameter', `Expected ${TAKEN.join(', ')}, or next alone.`);
  const query = readFilter(asked, faults);
  const sweep = readSweep(asked, faults);
  const confirm = asked.confirm === undefined || asked.confirm === null ? null : readToken('confirm');
  faults.throwIfAny();
  return { next: null, action: { filter: asked.filter, query, sweep }, confirm };
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** The action as it was kept in a token: it was sound. */
export function recallAction({ filter, sweep }: Pick<Action, 'filter' | 'sweep'>): Action {
  return { filter, query: readFilter({ filter }, new Faults()), sweep };
}

function readFilter(asked: Record<string, unknown>, noted: Faults): ListQuery {
  const faults: Fault[] = [];
  const isGiven = Object.hasOwn(asked, 'filter');
  if (!isGiven) faults.push(toFault(['filter'], 'missing', 'Say whom it concerns; {} is everybody.'));
  const query = readBodyQuery(isGiven ? asked.filter : {}, { taken: OF_ACTION, path: ['filter'] }, faults);
  for (const fault of faults) noted.note(() => fault);
  return { ...query, ranked: null };
}

function readSweep({ op, changes }: Record<string, unknown>, faults: Faults): Sweep {
  const note = (name: string, code: Fault['code'], detail: string) => faults.note(() => toFault([name], code, detail));
  if (op !== 'update' && op !== 'delete')
    note('op', op === undefined ? 'missing' : 'unknown-value', 'Expected update or delete.');
  if (op !== 'update') {
    if (changes !== undefined && op === 'delete') note('changes', 'conflicting-parameters', 'Not with delete.');
    return { op: 'delete' };
  }
  if (changes === undefined) note('changes', 'missing', 'Say what to change.');
  const checked = changes === undefined ? null : check(Changes, changes, { path: ['changes'], faults });
  if (checked && Object.keys(checked).length === 0) note('changes', 'empty-value', 'Say what to change.');
  if (checked && 'customer_id' in checked) {
    const detail = 'It cannot be given to all.';
    faults.note(() => toFault(['changes', 'customer_id'], 'unknown-field', detail));
  }
  return { op, changes: (checked ?? {}) as Extract<Sweep, { op: 'update' }>['changes'] };
}

/** The problem of one fault of the body. */
export function refuse(type: 'invalid-body' | 'precondition-failed', fault: Fault): Problem {
  const { parameter, code, detail } = fault;
  return new Problem(type, { detail, faults: [{ ...toFault([parameter], code, detail) }] });
}
