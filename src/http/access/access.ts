// Who may read and who may write, and where it is settled: local development is open, because of a variable that only it
// has (.dev.vars), at an address of this machine, and never in production. Anywhere else Cloudflare Access says who asks,
// where it is configured, and tokens where it is not.
import { Problem } from '../../problem.ts';
import { type Gate, type GateSettings, toGate } from './gate.ts';
import { isLoopback } from './rights.ts';
import { type Holders, toNamedDigests } from './tokens.ts';

/** Variables and secrets. */
export interface Settings extends GateSettings {
  ACCESS?: string;
  ENVIRONMENT?: string;
  READ_TOKENS?: string;
  WRITE_TOKENS?: string;
}

/** Who may do what, by the settings and the address that a request came to. */
export interface Access extends Holders {
  /** Whoever asks may do everything. */
  isOpen: boolean;
  /** Whom Cloudflare Access lets in; with it no token and no session counts. Null where it is not configured. */
  gate: Gate | null;
}

const PRODUCTION = 'production';

/** Whether a request to this address needs no token. */
export function isOpen({ ACCESS, ENVIRONMENT }: Settings, url: string): boolean {
  return ACCESS === 'open' && ENVIRONMENT !== PRODUCTION && isLoopback(url);
}

/** Throws the problem not-configured where the deployment cannot tell who may do what. */
export function toAccess(settings: Settings, url: string): Access {
  if (settings.ACCESS === 'open' && settings.ENVIRONMENT === PRODUCTION)
    throw notConfigured('ACCESS=open is for local development: production is never open. Take the variable away.');
  if (isOpen(settings, url)) return { isOpen: true, gate: null, ...toHolders(settings) };
  const gate = toGate(settings);
  if (gate) return { isOpen: false, gate, readers: [], writers: [] };
  const access = { isOpen: false, gate, ...toHolders(settings) };
  if (access.readers.length + access.writers.length === 0)
    throw notConfigured(
      'No access token is configured. `npm run token` makes one and tells where it goes. Without one only local development is answered, at localhost.',
    );
  return access;
}

function toHolders({ READ_TOKENS = '', WRITE_TOKENS = '' }: Settings): Holders {
  return { readers: toNamedDigests(READ_TOKENS), writers: toNamedDigests(WRITE_TOKENS) };
}

/** Where access is open, a page that the developer has open elsewhere must not use it. Throws the problem forbidden. */
export function refuseForeign(access: Access, origin: string | undefined): void {
  if (!access.isOpen || origin === undefined || isLoopback(origin)) return;
  throw new Problem('forbidden', { detail: 'Local development answers no pages of other sites.' });
}

function notConfigured(detail: string): Problem {
  return new Problem('not-configured', { detail, headers: { 'Retry-After': '60' } });
}
