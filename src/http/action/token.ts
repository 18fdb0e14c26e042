// What an action's answers hand on, sealed so that nobody else can make or read it: the confirmation of what a look has
// told, and where a begun action goes on. Each is bound to its caller. Pure.
import { digest } from '../../digest.ts';
import { parseJson } from '../../query/parameters.ts';
import { toCanonicalText } from '../../query/query.ts';
import type { Seal } from '../../query/seal.ts';
import type { Correction } from '../../query/search.ts';
import type { Sweep } from '../../write/portion.ts';
import { type Action, refuse } from './asked.ts';

/** For whom a token is, and until when: milliseconds since 1970. */
interface TokenBound {
  caller: string;
  expires: number;
}

/** How many match of what was looked at. */
export interface Confirmation extends TokenBound {
  /** Drawn, so that two looks never give the same. */
  nonce: string;
  of: string;
  matches: number;
  corrections: Correction[];
}

/** How far an action has come. */
export interface ActionReached extends TokenBound {
  /** The step before: no two steps have the same token. */
  behind: string;
  filter: unknown;
  sweep: Sweep;
  corrections: Correction[];
  /** How many were confirmed, and how many of them are changed. */
  matches: number;
  done: number;
  /** Contacts up to this id have been met; those above `upTo` came later, and are left alone. */
  after: number;
  upTo: number;
}

/** Raised when what a token holds changes: older ones then are no tokens. */
const TOKEN_VERSION = 1;

type Kind = keyof Kinds;
interface Kinds {
  confirm: Confirmation;
  next: ActionReached;
}

export function closeToken<K extends Kind>(kind: K, said: Kinds[K], seal: Seal): string {
  const text = JSON.stringify([TOKEN_VERSION, kind, { ...said, caller: digest(said.caller) }]);
  return seal.close(Buffer.from(text)).toString('base64url');
}

/** What the token says, whether it is over or not. Throws invalid-body where it is none, or another caller's. */
export function openToken<K extends Kind>(kind: K, token: string, { seal, caller }: { seal: Seal; caller: string }) {
  const bytes = Buffer.from(token, 'base64url');
  const text = bytes.toString('base64url') === token ? seal.open(bytes)?.toString() : undefined;
  const [version, made, said] = (parseJson(text ?? '') ?? []) as [number, string, Kinds[K]];
  const isRight = version === TOKEN_VERSION && made === kind;
  const refused = (detail: string) => refuse('invalid-body', { parameter: kind, code: 'bad-token', detail });
  if (!isRight) throw refused(`It is no \`${kind}\` of this API, or too old: send it as it stands, or look again.`);
  if (said.caller !== digest(caller)) throw refused('It was given to another caller.');
  return { ...said, caller };
}

/** A text that actions share only when they do the same to the same contacts, however each is spelt. */
export function nameAction({ query, sweep }: Action): string {
  const changes = sweep.op === 'update' ? Object.entries(sweep.changes).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return digest(JSON.stringify([toCanonicalText(query), sweep.op, changes]));
}
