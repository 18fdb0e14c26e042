// The Worker: fetch and scheduled, nothing else.

import { HOURLY } from './crons.ts';
import { openDatabase } from './db/database.ts';
import { selectDataState } from './db/state.ts';
import { noteCron } from './db/vitals.ts';
import type { Env, WaitUntil } from './env.ts';
import { routes } from './http/routes.ts';
import { countPending } from './list/counting.ts';
import { logFailure } from './log.ts';
import { deletePastCounts } from './sql/counts.ts';
import { gatherStatistics } from './sql/sample.ts';
import { knowledgeOf } from './statistics/current.ts';
import { keepAnnounced } from './version/announcement.ts';
import { deleteExpired } from './write/statements/claim.ts';
import { deleteOldReceipts } from './write/statements/receipt.ts';

export default {
  fetch: routes.fetch,
  scheduled: async ({ cron }, env, context) => {
    try {
      await run(cron, env, (work) => context.waitUntil(work));
    } catch (error) {
      logFailure('cron', error, { cron });
      throw error; // Cloudflare counts it
    }
  },
} satisfies ExportedHandler<Env>;

async function run(cron: string, env: Env, waitUntil: WaitUntil): Promise<void> {
  const database = openDatabase(env.DB, 'first-primary');
  const now = new Date();
  await keepAnnounced(env, database);
  const [state] = await database.run(selectDataState, deleteExpired(), deleteOldReceipts(now));
  await database.run(deletePastCounts(state, now));
  if (cron === HOURLY) await gatherStatistics(database, now);
  const estimator = await knowledgeOf(env, database, { now: now.getTime(), waitUntil });
  await countPending({ database, estimator, now });
  await database.run(noteCron(cron, new Date()));
}
