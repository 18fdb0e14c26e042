// The Worker: fetch and scheduled, nothing else.
import { keepAnnounced } from './announcement.ts';
import { openDatabase } from './db/database.ts';
import type { Env } from './env.ts';
import { deletePastCounts } from './read/counting.ts';
import { routes } from './routes.ts';
import { gatherStatistics } from './statistics.ts';
import { deleteExpired } from './write/idempotency.ts';
import { deleteOldReceipts } from './write/receipt.ts';

/** The one of wrangler.toml's crons that gathers statistics; each of them keeps the version announced. */
const HOURLY = '17 * * * *';

export default {
  fetch: routes.fetch,
  scheduled: async ({ cron }, env) => {
    const database = openDatabase(env.DB, 'first-primary');
    await keepAnnounced(env, database);
    await database.run(deleteExpired(), deleteOldReceipts(new Date()));
    if (cron !== HOURLY) return;
    await gatherStatistics(database, new Date());
    await database.run(deletePastCounts());
  },
} satisfies ExportedHandler<Env>;
