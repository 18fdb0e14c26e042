// Runs inside workerd: the Worker itself on a D1 that counts, for an answer that is streamed cannot tell in its headers what
// the whole of it took.
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { meterDatabase } from '../harness/meter.ts';
import { RAN_PATH, type Ran } from './ran.ts';

let metered: ReturnType<typeof meterDatabase> | null = null;

export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    metered ??= meterDatabase(env.DB);
    if (new URL(request.url).pathname !== RAN_PATH)
      return worker.fetch(request as never, { ...env, DB: metered.d1 }, context);
    const ran = metered.ran.splice(0);
    const told: Ran = { queries: ran.length, rowsRead: ran.reduce((sum, { rowsRead }) => sum + rowsRead, 0) };
    return Response.json(told);
  },
};
