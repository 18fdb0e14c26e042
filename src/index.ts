// The Worker: fetch and scheduled, nothing else.
import { keepAnnounced } from './announcement.ts';
import { openDatabase } from './db/database.ts';
import { selectDataState, toDataState } from './db/state.ts';
import type { Env } from './env.ts';
import { countPending, deletePastCounts } from './read/counting.ts';
import { routes } from './routes.ts';
import { gatherStatistics, knowledgeOf } from './statistics.ts';
import { deleteExpired } from './write/idempotency.ts';
import { deleteOldReceipts } from './write/receipt.ts';

/** The one of wrangler.toml's crons that gathers statistics; each of them keeps the version announced. */
const HOURLY = '17 * * * *';

export default {
  fetch: routes.fetch,
  scheduled: async ({ cron }, env, context) => {
    const database = openDatabase(env.DB, 'first-primary');
    const now = new Date();
    await keepAnnounced(env, database);
    const [state] = await database.run(selectDataState, deleteExpired(), deleteOldReceipts(now));
    await database.run(deletePastCounts(toDataState(state!), now));
    if (cron === HOURLY) await gatherStatistics(database, now);
    const later = (work: Promise<unknown>) => context.waitUntil(work);
    const estimator = await knowledgeOf(env, database, { now: now.getTime(), later });
    await countPending({ database, estimator, now });
  },
} satisfies ExportedHandler<Env>;
