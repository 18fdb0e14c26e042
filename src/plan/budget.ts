// How many rows and index entries, as D1 bills them, one list request may read, and how its parts share them.

/** No list request reads more, whatever its parameters are and whatever it sets off. */
export const MOST_READ = 80_000;

/** The parts leave 1,000 for what is always read: the data's state, and the last step of a page that must get on. */
export const BUDGET = {
  /** The page's rows, where facets are requested and where not. */
  page: 48_000,
  pageWithFacets: 20_000,
  /** The facets together. */
  facets: 28_000,
  /** The total, where it is requested alone or to be exact, or is told by the entries of one index. */
  count: 31_000,
  /** An exact total by the entries of one index alone, where they are likely to be no more: the page then has less. */
  countOfEntries: 66_000,
  /** The total by tests on each contact, where it need not be exact: it shall not cost more than the page. */
  countWithTests: 5000,
} as const;

/** Ids that a look-up passes on to the next statements at most. */
export const MOST_FOUND = 10_000;

/** A reading that has another one before or behind it has this part of the budget, or what is left of it. */
export const HALF = 0.5;

/** Which part of the budget is left, 0 to 1, after so many rows. */
export function partLeft(rowsRead: number): number {
  return Math.max(0, 1 - rowsRead / MOST_READ);
}
