// The cron triggers of wrangler.toml, and how late each may be.

/** Keeps the data version announced, and counts what is left to count. */
export const EVERY_MINUTE = '* * * * *';
/** Gathers the planner's statistics besides. */
export const HOURLY = '17 * * * *';
