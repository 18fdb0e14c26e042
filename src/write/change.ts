// What a write does to contacts that it has found: the value between the request and its statements. Pure.
import type { WrittenContact } from './input.ts';

/** A contact as it is before a write. */
export type Stored = WrittenContact & { id: number; revision: number };

/** An operation with the contact that it was found to be about; `at` is its place among the request's operations. */
export type Change =
  | { op: 'create'; at: number; contact: WrittenContact & { address_id?: number } }
  | { op: 'update'; at: number; before: Stored; values: Partial<WrittenContact> }
  | { op: 'delete'; at: number; before: Stored };

export type Of<Op extends Change['op']> = Extract<Change, { op: Op }>;
