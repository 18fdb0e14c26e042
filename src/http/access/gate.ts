// The variables for Cloudflare Access → whom it lets in, and with which right. It is configured as soon as one of them is
// there; what is missing or badly formed then is said, by name and place and without a value.
import { keepMade } from '../../cache/memo.ts';
import { Problem } from '../../problem.ts';

/** Variables; the lists have commas between their entries. */
export interface GateSettings {
  /** The name in https://<team>.cloudflareaccess.com. */
  ACCESS_TEAM?: string;
  /** The application's audience tag; several, where several applications lead here. */
  ACCESS_AUDIENCE?: string;
  ACCESS_READERS?: string;
  ACCESS_WRITERS?: string;
}

export interface Gate {
  /** Who signs, and whose keys are asked for. */
  issuer: string;
  audiences: string[];
  readers: ReadonlySet<string>;
  writers: ReadonlySet<string>;
}

const TEAM = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const AUDIENCE = /^[0-9a-f]{64}$/;
/** ASCII alone, so that its lower case is no other address. */
const EMAIL = /^[\x21-\x2b\x2d-\x3f\x41-\x7e]+@[a-z0-9.-]+$/i;
/** The client id of a service token, as its claim common_name has it. */
const SERVICE = /^[\x21-\x2b\x2d-\x7e]{1,100}$/;

/** Everybody whom Access lets in: its own policies say whom. */
export const EVERYONE = 'everyone';
export const ENTRY_WORDS = `an e-mail address, @ and a domain, group: and its name, service: and its client id, or ${EVERYONE}`;

/** An e-mail address as it is compared; null where it is none. */
export function toEmail(said: unknown): string | null {
  return typeof said === 'string' && EMAIL.test(said) ? said.toLowerCase() : null;
}

/** The client id of a service token; null where it is none. */
export function toService(said: unknown): string | null {
  return typeof said === 'string' && SERVICE.test(said) ? said : null;
}

/** An entry as it is compared; null where it is none. */
export function toEntry(sent: string): string | null {
  if (sent === EVERYONE) return sent;
  if (sent.startsWith('@')) return toEmail(`x${sent}`)?.slice(1) ?? null;
  const [, kind, name = ''] = /^(group|service): *(.+)$/.exec(sent) ?? [];
  if (kind === 'group') return `group:${name}`;
  return kind === 'service' ? toService(name) && `service:${name}` : toEmail(sent);
}

/** Null where none of the variables is there. Throws not-configured. */
export function toGate({ ACCESS_TEAM, ACCESS_AUDIENCE, ACCESS_READERS, ACCESS_WRITERS }: GateSettings): Gate | null {
  const settings = [ACCESS_TEAM, ACCESS_AUDIENCE, ACCESS_READERS, ACCESS_WRITERS].map((value) => value ?? '');
  return settings.every((value) => value === '') ? null : makeGate(JSON.stringify(settings));
}

/** Read once an isolate. */
const makeGate = keepMade((settings: string): Gate => {
  const [team, audience, readers, writers] = JSON.parse(settings).map(requireText) as [string, string, string, string];
  if (!TEAM.test(team))
    throw refuse('ACCESS_TEAM is to be the name alone that is in https://<team>.cloudflareaccess.com.');
  const audiences = toList(audience);
  if (audiences.length === 0 || !audiences.every((tag) => AUDIENCE.test(tag)))
    throw refuse('ACCESS_AUDIENCE is to be the audience tag of the application, 64 hexadecimal digits.');
  const gate = {
    issuer: `https://${team}.cloudflareaccess.com`,
    audiences,
    readers: toEntries('ACCESS_READERS', readers),
    writers: toEntries('ACCESS_WRITERS', writers),
  };
  if (gate.readers.size + gate.writers.size === 0)
    throw refuse('ACCESS_READERS and ACCESS_WRITERS name nobody, so nobody may do anything.');
  return gate;
});

function toEntries(variable: string, value: string): Set<string> {
  return new Set(
    toList(value).map((sent, at) => {
      const entry = toEntry(sent);
      if (entry === null) throw refuse(`Entry ${at + 1} of ${variable} is none of ${ENTRY_WORDS}.`);
      return entry;
    }),
  );
}

export function toList(value: string): string[] {
  return value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== ''); // biome-ignore format: short
}

/** wrangler.toml may hold lists and numbers, too. */
function requireText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  throw refuse('The variables of Cloudflare Access are texts, with commas between the entries of a list.');
}

function refuse(detail: string): Problem {
  return new Problem('not-configured', {
    detail: `Cloudflare Access is not set up: ${detail}`,
    headers: { 'Retry-After': '60' },
  });
}
