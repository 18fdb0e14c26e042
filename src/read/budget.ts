// How many rows and index entries, as D1 bills them, one list request may read, and how its parts share them.

/** No list request reads more, whatever its parameters are. */
export const MOST_READ = 80_000;

export const BUDGET = {
  /** The page's rows. */
  page: 55_000,
  /** The total. */
  count: 24_000,
} as const;
