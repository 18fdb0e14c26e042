// The Worker: fetch and scheduled, nothing else.

import { openDatabase } from './db/database.ts';
import { mergeSearch } from './db/merge.ts';
import { selectDataState } from './db/state.ts';
import type { Env } from './env.ts';
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

/** The one of wrangler.toml's crons that gathers statistics; each of them keeps the version announced. */
const HOURLY = '17 * * * *';

/** Queued ones that a run tells the ledger of. */
const ERASURES_A_RUN = 5000;

export default {
  fetch: routes.fetch,
  scheduled: async ({ cron }, env, context) => {
    const database = openDatabase(env.DB, 'first-primary');
    const now = new Date();
    await keepAnnounced(env, database);
    const [state] = await database.run(selectDataState, deleteExpired(), deleteOldReceipts(now), deleteOldEntries(now));
    await database.run(deletePastCounts(state, now));
    await shipErasures(env, ERASURES_A_RUN).catch((error) => logFailure('erasure-ledger', error));
    await database.run(mergeSearch(now, cron === HOURLY)).catch((error) => logFailure('search-merge', error));
    if (cron === HOURLY) await gatherStatistics(database, now);
    const waitUntil = (work: Promise<unknown>) => context.waitUntil(work);
    const estimator = await knowledgeOf(env, database, { now: now.getTime(), waitUntil });
    await countPending({ database, estimator, now });
  },
} satisfies ExportedHandler<Env>;
