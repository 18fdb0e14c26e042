// The Worker: fetch and scheduled, nothing else.
import { openDatabase } from './db/database.ts';
import { deletePastCounts } from './read/counting.ts';
import { routes } from './routes.ts';
import { gatherStatistics } from './statistics.ts';

export default {
  fetch: routes.fetch,
  scheduled: async (_event, env) => {
    const database = openDatabase(env.DB);
    await gatherStatistics(database, new Date());
    await database.run(deletePastCounts());
  },
} satisfies ExportedHandler<Cloudflare.Env>;
