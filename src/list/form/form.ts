// What the rows of a step are read as, which is all that differs between the few of a page and the many of an export.
import type { FieldName } from '../../contact/fields.ts';
import type { Row } from '../../db/result.ts';
import type { SQL } from '../../db/sql.ts';
import type { Step } from '../../plan/step.ts';
import type { Shape } from '../../sql/select.ts';
import type { Found } from '../page.ts';

export interface RowForm<C> {
  toStatement: (step: Step, shape: Shape) => SQL;
  take: (rows: Row[], step: Step, fields: FieldName[]) => TakenRows<C>;
}

export interface TakenRows<C> {
  found: Found<C>[];
  /** The nearest of the rows that are no contact but tell where the step was cut. */
  cut: Row | undefined;
  /** How many pass in all, where the rows tell it. */
  total: number | null;
}
