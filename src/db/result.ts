// What D1 gives for a statement. Pure.

export type Row = Record<string, string | number | null>;

/** What statements cost: their number, rows and index entries read as D1 bills them, milliseconds inside the database. */
export interface Cost {
  queries: number;
  rowsRead: number;
  milliseconds: number;
}

export interface Result {
  rows: Row[];
  cost: Cost;
}

/** Adds the second cost to the first. */
export function addCost(sum: Cost, cost: Cost): void {
  sum.queries += cost.queries;
  sum.rowsRead += cost.rowsRead;
  sum.milliseconds += cost.milliseconds;
}
