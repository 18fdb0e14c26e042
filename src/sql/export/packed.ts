// Step → its statement, each row of which is one JSON array: the fields, the keys of its place in the order, and `cut`. Pure.
import { sql, type SQL } from '../../db/sql.ts';
import type { Step } from '../../plan/step.ts';
import { type Shape, toKeyNames } from '../select.ts';
import { toStepStatement } from '../statement.ts';

export function toPackedStatement(step: Step, shape: Shape): SQL {
  const names = [...shape.fields, ...toKeyNames(step, shape.fields), 'cut'].map((name) => sql.identifier(name));
  return sql`select json_array(${sql.join(names, sql`, `)}) as "packed" from (${toStepStatement(step, shape)})`;
}
