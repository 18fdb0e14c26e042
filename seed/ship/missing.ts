// Why an environment at Cloudflare cannot be reached → the first thing that is missing, in one line with the command that
// brings it. Pure.

/** What of an environment in wrangler.toml is named by ids that Cloudflare gives. */
export type Bound = {
  d1_databases: { database_id?: string; database_name?: string }[];
  kv_namespaces: { id?: string }[];
};

/** Ids as they stand in wrangler.toml until there are real ones: zeros, but for the last two digits. */
const PLACEHOLDER = /^[0-]+[\da-f]{1,2}$/;

const NO_LOGIN = /CLOUDFLARE_API_TOKEN|not logged in|wrangler login/i;

/** The line; null where nothing is known to be missing. */
export function nameMissing(env: string, said: string, { d1_databases, kv_namespaces }: Bound): string | null {
  if (NO_LOGIN.test(said))
    return 'Cloudflare does not know you: npx wrangler login, or set CLOUDFLARE_API_TOKEN (and CLOUDFLARE_ACCOUNT_ID).';
  const isMissing = (id: string | undefined) => id === undefined || PLACEHOLDER.test(id);
  const put = `and put the id that it prints into [env.${env}] of wrangler.toml.`;
  const database = d1_databases.find(({ database_id }) => isMissing(database_id));
  if (database) return `There is no database for ${env} yet: npx wrangler d1 create ${database.database_name}, ${put}`;
  const name = env === 'production' ? 'kartei' : `kartei-${env}`;
  if (kv_namespaces.some(({ id }) => isMissing(id)))
    return `There is no KV namespace for ${env} yet: npx wrangler kv namespace create ${name}, ${put}`;
  return null;
}
