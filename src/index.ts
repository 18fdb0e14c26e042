// The Worker: fetch, nothing else.
import { routes } from './routes.ts';

export default {
  fetch: routes.fetch,
} satisfies ExportedHandler<Cloudflare.Env>;
