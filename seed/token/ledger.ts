// The file that tokens are written down in: their names, rights, days and hashes. The secrets of a deployment cannot be read
// back, so this is where one sees whose tokens there are; a hash is no secret, so the file may be kept with the code. Pure.
import { createHash, randomBytes } from 'node:crypto';
import { toNamedDigests } from '../../src/http/access/tokens.ts';
import type { Environment } from '../environment.ts';
import { Refusal } from '../refusal.ts';

export interface Entry {
  name: string;
  right: 'read' | 'write';
  /** The day it was made, or written down. */
  made: string;
  /** The SHA-256 of the token, in hexadecimal. */
  hash: string;
}

/** The oldest first; of one name there may be several, which have the same right. */
export type Ledger = readonly Entry[];

const KEY_BYTES = 32;
const HASH = /^[0-9a-f]{64}$/;

/** The file's name: each environment has tokens of its own. */
export function toLedgerName(env: Environment): string {
  return env === 'production' ? 'tokens.json' : `tokens.${env}.json`;
}

/** A new token, which is told once, and its hash. */
export function drawToken(right: Entry['right']): { token: string; hash: string } {
  const token = `kartei_${right}_${drawKey()}`;
  return { token, hash: createHash('sha256').update(token).digest('hex') };
}

export function drawKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** Throws a Refusal where the text is no ledger. */
export function parseLedger(text: string): Ledger {
  const entries = parseJson(text);
  if (!Array.isArray(entries) || !entries.every(isEntry))
    throw new Refusal('It is no list of tokens as `npm run token` writes them.');
  return entries;
}

export function toText(ledger: Ledger): string {
  return `${JSON.stringify(ledger, null, 2)}\n`;
}

/** Throws a Refusal where the name cannot be one, or has a token already. */
export function add(ledger: Ledger, entry: Entry): Ledger {
  if (!isEntry(entry))
    throw new Refusal(
      'A name has 1 to 40 of a-z, 0-9, `.`, `_` and `-`, and begins with a letter or a digit; a hash has 64 hexadecimal digits.',
    );
  if (ledger.some(({ name }) => name === entry.name))
    throw new Refusal(`There is a token of ${entry.name}. --rotate ${entry.name} makes another one beside it.`);
  return [...ledger, entry];
}

/** One more token of a name, with the right that it has. */
export function rotate(ledger: Ledger, name: string, made: string): { ledger: Ledger; token: string } {
  const [{ right }] = requireName(ledger, name);
  const { token, hash } = drawToken(right);
  return { ledger: [...ledger, { name, right, made, hash }], token };
}

/** Without the tokens of a name; with `keepsNewest` the last one stays. */
export function remove(ledger: Ledger, name: string, keepsNewest: boolean): Ledger {
  const newest = requireName(ledger, name).at(-1);
  return ledger.filter((entry) => entry.name !== name || (keepsNewest && entry === newest));
}

/** What the secrets of a deployment are to be; null for one that it is not to have. Throws a Refusal where nobody would be left. */
export function toSecrets(ledger: Ledger): Record<'READ_TOKENS' | 'WRITE_TOKENS', string | null> {
  if (ledger.length === 0) throw new Refusal('No token would be left, and the deployment would answer nobody.');
  const of = (right: Entry['right']) =>
    ledger.filter((entry) => entry.right === right).map(({ name, hash }) => `${name}:${hash}`).join() || null; // biome-ignore format: short
  return { READ_TOKENS: of('read'), WRITE_TOKENS: of('write') };
}

/** One line for each token. */
export function describe(ledger: Ledger): string {
  if (ledger.length === 0) return 'No token has a name yet: npm run token -- --name NAME --right read makes one.';
  const longest = Math.max(...ledger.map(({ name }) => name.length));
  const lines = ledger.map(({ name, right, made, hash }) => {
    const isOld = ledger.findLast((entry) => entry.name === name)?.hash !== hash;
    const advice = isOld ? `  has a newer one: --retire ${name} takes this one away` : '';
    return `${name.padEnd(longest)}  ${right.padEnd(5)}  ${made}  ${hash.slice(0, 8)}…${advice}`;
  });
  return lines.join('\n');
}

function requireName(ledger: Ledger, name: string): [Entry, ...Entry[]] {
  const [first, ...others] = ledger.filter((entry) => entry.name === name);
  if (!first) throw new Refusal(`No token is called ${name}. --list says which are.`);
  return [first, ...others];
}

/** What the Worker takes for a named token, too. */
function isEntry(value: unknown): value is Entry {
  const { name, right, made, hash } = (value ?? {}) as Partial<Entry>;
  if (typeof name !== 'string' || typeof hash !== 'string' || !HASH.test(hash)) return false;
  const isNamed = toNamedDigests(`${name}:${hash}`)[0]?.name === name;
  return isNamed && (right === 'read' || right === 'write') && /^\d{4}-\d\d-\d\d$/.test(made ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
