// Before each test file: modules that have not run yet, globals and time as they are, and an empty database and KV with the
// tables of migrations/. The files share a runtime, for starting one takes longer than most files do; nothing else of one is
// left for the next.
import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';

vi.resetModules();
vi.unstubAllGlobals();
vi.restoreAllMocks();
vi.useRealTimers();
const open = [env.DB, env.REPLICA, env.LEDGER].map((d1) => d1.prepare('select 1').run());
await Promise.all([...open, env.KV.get('version')]); // the runtime empties what is open, and closes what is long unused
await reset();
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
