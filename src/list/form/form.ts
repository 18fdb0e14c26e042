// What the rows of a step are read as, which is all that differs between the few of a page and the many of an export: each
// comes as the text of one JSON array (src/sql/select.ts). Pure.
import type { FieldName, Value } from '../../contact/fields.ts';
import type { Result } from '../../db/result.ts';
import type { Step } from '../../plan/step.ts';
import type { Keys } from '../../query/start.ts';
import type { Found } from '../page.ts';

/** `[[field, …], key, …, cut]` */
export type Packed = string;

/** The same, read. */
export type Unpacked = [values: (Value | null)[], ...keysAndCut: Keys];

export interface RowForm<C> {
  /** The order in which the fields are read. */
  toRead: (fields: FieldName[]) => FieldName[];
  /** The contacts of rows that hold one, behind the keys of `prefix`. */
  toFound: (packed: Packed[], prefix: Keys, fields: FieldName[]) => Found<C>[];
}

export interface TakenRows<C> {
  found: Found<C>[];
  /** What each of these tells beside its values. */
  told: (Value | null)[];
  /** The rows that are no contact but tell where the step was cut, the nearest first. */
  cuts: CutRow[];
}

export interface CutRow {
  /** The rank, where there is one, and the keys of the step's order. */
  keys: Keys;
  told: Value | null;
}

const UNCUT = ',0]';

/** What a step's rows hold and tell. */
export function takeRows<C>(
  rows: Result['rows'],
  step: Step,
  { form, fields }: { form: RowForm<C>; fields: FieldName[] },
): TakenRows<C> {
  const whole: Packed[] = [];
  const told: (Value | null)[] = [];
  const cuts: CutRow[] = [];
  for (const { packed, told: beside = null } of rows as { packed: Packed; told?: Value | null }[]) {
    if (packed.endsWith(UNCUT)) {
      whole.push(packed);
      told.push(beside);
    } else cuts.push({ keys: keysOf(JSON.parse(packed)), told: beside });
  }
  return { found: form.toFound(whole, step.prefix, fields), told, cuts };
}

/** The keys of a row without the cut. */
export function keysOf([, ...keys]: Unpacked): Keys {
  return keys.slice(0, -1);
}
