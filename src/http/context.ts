// What a handler finds in its context: the bindings, and what the middleware made for this request.
import type { Database } from '../db/database.ts';
import type { Env, WaitUntil } from '../env.ts';
import type { Seal } from '../query/seal.ts';
import type { Timing } from '../timing.ts';
import type { ClientVersion } from '../version/client.ts';
import type { Access } from './access/access.ts';
import type { Caller } from './access/rights.ts';

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    database: Database;
    timing: Timing;
    clientVersion: ClientVersion;
    waitUntil: WaitUntil;
    access: Access;
    /** Not there where a request was refused, or needs no right. */
    caller: Caller;
    seal: Seal;
  };
}
