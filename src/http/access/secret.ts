// A deployment's secrets → the seal of its cursors, made once an isolate, and the keys of its sessions. Local development, where it is open, has a key
// that everybody knows; a deployment without CURSOR_KEYS has one that its access tokens make, and that changes with them.
import { createHmac } from 'node:crypto';
import { keepMade } from '../../cache/memo.ts';
import { Problem } from '../../problem.ts';
import { LOCAL_SEAL, makeSeal, type Seal } from '../../query/seal.ts';
import type { Access } from './access.ts';

export interface Secrets {
  /** The first seals, all open; separated by commas or spaces. */
  CURSOR_KEYS?: string;
}

/** What is shorter was hardly drawn at random. */
const SHORTEST_KEY = 32;

let cached: { made: string; seal: Seal } | null = null;

/** Throws not-configured where a key is too short to be one. */
export function sealOf({ CURSOR_KEYS = '' }: Secrets, access: Access): Seal {
  const keys = toKeys(CURSOR_KEYS);
  if (keys.length === 0 && access.isOpen) return LOCAL_SEAL;
  const [first, ...others] = requireKeys(keys, access);
  const made = [first, ...others].join();
  if (cached?.made !== made) cached = { made, seal: makeSeal([first, ...others]) };
  return cached.seal;
}

/** The keys that sessions are signed with: the first signs, all are taken. They say nothing of those of the cursors. */
export function sessionKeysOf({ CURSOR_KEYS = '' }: Secrets, access: Access): Buffer[] {
  const keys = requireKeys(toKeys(CURSOR_KEYS), access);
  return keys.map((key) => createHmac('sha256', key).update('session').digest());
}

const toKeys = keepMade((secret: string): string[] => secret.split(/[\s,]+/).filter((key) => key !== ''));

function requireKeys(keys: string[], access: Access): [string, ...string[]] {
  if (keys.length === 0 && access.gate)
    throw new Problem('not-configured', {
      detail:
        'Behind Cloudflare Access there are no tokens to make a key of: set the secret CURSOR_KEYS. `npm run token -- --cursor-key` makes one.',
      headers: { 'Retry-After': '60' },
    });
  if (keys.some((key) => key.length < SHORTEST_KEY))
    throw new Problem('not-configured', {
      detail: `Each of CURSOR_KEYS has at least ${SHORTEST_KEY} characters. \`npm run token -- --cursor-key\` makes one.`,
      headers: { 'Retry-After': '60' },
    });
  const [first = deriveKey(access), ...others] = keys;
  return [first, ...others];
}

/** The order of the tokens, and how they are written, makes no difference. */
function deriveKey({ readers, writers }: Access): string {
  const digests = [...readers, ...writers].map(({ digest }) => Buffer.from(digest).toString('hex'));
  return `of tokens ${[...new Set(digests)].sort().join()}`;
}
