// What Cloudflare Access says of who asks → the caller, by e-mail address, domain, group or service token. Pure.
import { createHash } from 'node:crypto';
import { Problem } from '../../problem.ts';
import { EVERYONE, type Gate, toEmail, toService } from './gate.ts';
import type { Caller, Right } from './rights.ts';

/** What a JWT of Access may hold besides its times; `custom` has what was asked of the identity provider. */
interface Said {
  email?: unknown;
  common_name?: unknown;
  groups?: unknown;
  custom?: unknown;
}

/** Digits that tell a deployment's people apart. */
const NAME_DIGITS = 12;

/** Logs and the audit name people by a digest: whoever knows the address finds what they did, and no log lists addresses. */
export function toPersonName(email: string): string {
  return `access:${hash(email.toLowerCase()).slice(0, NAME_DIGITS)}`;
}

/** The caller, who has the right. Throws forbidden. */
export function toPerson(said: Said, gate: Gate, right: Right): Caller {
  const email = toEmail(said.email);
  const service = email === null ? toService(said.common_name) : null;
  if (email === null && service === null) throw forbid('Cloudflare Access did not say who you are.');
  const entries = email === null ? [`service:${service}`] : toEntries(email, said);
  const has = (list: ReadonlySet<string>) => [...entries, EVERYONE].some((entry) => list.has(entry));
  const mayWrite = has(gate.writers);
  if (!mayWrite && !has(gate.readers))
    throw forbid('Cloudflare Access let you in, but this deployment gives you no right.');
  if (right === 'write' && !mayWrite) throw forbid('You may read, but not write.');
  const name = email === null ? `access:${service}` : toPersonName(email);
  return { id: `access ${hash(email ?? `service:${service}`)}`, name, right: mayWrite ? 'write' : 'read' };
}

function toEntries(email: string, { groups, custom }: Said): string[] {
  const named = [groups, (custom as { groups?: unknown } | null | undefined)?.groups].flat();
  const known = named.filter((name): name is string => typeof name === 'string');
  return [email, email.slice(email.lastIndexOf('@')), ...known.map((name) => `group:${name}`)];
}

function forbid(detail: string): Problem {
  return new Problem('forbidden', { detail });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
