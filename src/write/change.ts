// What a write does to contacts that it has found: the value between the request and its statements. Pure.
import type { Written } from '../contact/fields.ts';

/** A contact as it is before a write. */
export type Stored = Written & { id: number; revision: number };

/** A contact that was not looked up, because nothing that is done to it depends on what it is. */
export type Unseen = Pick<Stored, 'id'> & { revision: null };

/** An operation with the contact that it was found to be about; `at` is its place among the request's operations. */
export type Change =
  | { op: 'create'; at: number; contact: Written & { address_id?: number } }
  | { op: 'update'; at: number; before: Stored | Unseen; values: Partial<Written> }
  | { op: 'delete'; at: number; before: Stored | Unseen };

export type Of<Op extends Change['op']> = Extract<Change, { op: Op }>;
