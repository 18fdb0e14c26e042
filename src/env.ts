// What a handler finds in its context: the bindings of wrangler.toml, and what the middleware made for this request.
import type { Database } from './db/database.ts';
import type { Seal } from './read/seal.ts';
import type { Access, Caller } from './rights.ts';
import type { Seen } from './seen.ts';
import type { Timing } from './timing.ts';

/** The bindings and variables of wrangler.toml and .dev.vars, and the secrets that only a deployment has. */
export type Env = Cloudflare.Env & {
  ACCESS?: string;
  ENVIRONMENT?: string;
  READ_TOKENS?: string;
  WRITE_TOKENS?: string;
  CURSOR_KEYS?: string;
  /** `on` limits requests where access is open, too. */
  RATE_LIMITS?: string;
};

/** Goes on with work behind the answer. */
export type Later = (work: Promise<unknown>) => void;

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    database: Database;
    timing: Timing;
    seen: Seen;
    later: Later;
    access: Access;
    caller: Caller;
    seal: Seal;
  };
}
