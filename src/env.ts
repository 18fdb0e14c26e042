// What a handler finds in its context: the bindings of wrangler.toml, and what the middleware made for this request.
import type { RequestIdVariables } from 'hono/request-id';
import type { Database } from './db/database.ts';
import type { Timing } from './timing.ts';

export interface AppEnv {
  Bindings: Cloudflare.Env;
  Variables: RequestIdVariables & { database: Database; timing: Timing };
}
