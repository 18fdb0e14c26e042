// How many rows and index entries, as D1 bills them, one list request may read, and how its parts share them.

/** No list request reads more, whatever its parameters are. */
export const MOST_READ = 80_000;

/** The parts leave 1,000 for what is always read: the data's state, and the last step of a page that must get on. */
export const BUDGET = {
  /** The page's rows, where facets are asked for and where not. */
  page: 48_000,
  pageBesideFacets: 20_000,
  /** The facets together. */
  facets: 28_000,
  /** The total. */
  count: 31_000,
} as const;
