// What the counting Worker tells, and where it is asked for it.

/** What has run since this was asked last. */
export const RAN_PATH = '/bench/ran';

export interface Ran {
  queries: number;
  rowsRead: number;
}
