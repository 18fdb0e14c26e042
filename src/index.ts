// The Worker: fetch and scheduled, nothing else.

import { HOURLY } from './crons.ts';
import { openDatabase } from './db/database.ts';
import { mergeSearch } from './db/merge.ts';
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
import { shipErasures } from './write/ledger.ts';
import { deleteOldEntries } from './write/statements/audit.ts';
import { deleteExpired } from './write/statements/claim.ts';
import { deleteOldReceipts } from './write/statements/receipt.ts';

/** Queued ones that a run tells the ledger of. */
const ERASURES_A_RUN = 5000;

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
  const [state] = await database.run(selectDataState, deleteExpired(), deleteOldReceipts(now), deleteOldEntries(now));
  await database.run(deletePastCounts(state, now));
  await shipErasures(env, ERASURES_A_RUN).catch((error) => logFailure('erasure-ledger', error));
  await database.run(mergeSearch(now, cron === HOURLY)).catch((error) => logFailure('search-merge', error));
  if (cron === HOURLY) await gatherStatistics(database, now);
  const estimator = await knowledgeOf(env, database, { now: now.getTime(), waitUntil });
  await countPending({ database, estimator, now });
  await database.run(noteCron(cron, new Date()));
}
