// The Worker: fetch and scheduled, nothing else.
import { openDatabase } from './db/database.ts';
import { routes } from './routes.ts';
import { gatherStatistics } from './statistics.ts';

export default {
  fetch: routes.fetch,
  scheduled: async (_event, env) => {
    await gatherStatistics(openDatabase(env.DB), new Date());
  },
} satisfies ExportedHandler<Cloudflare.Env>;
