// Step → its statement, each row of which is one JSON array: the fields as an array, the keys of the row's place in the
// order, and `cut`. Pure.
import { type SQL, sql } from '../../db/sql.ts';
import type { Step } from '../../plan/step.ts';
import { type Shape, toKeyNames } from '../select.ts';
import { toStepStatement } from '../statement.ts';

export function toPackedStatement(step: Step, shape: Shape): SQL {
  const keys = [...toKeyNames(step, shape.fields), 'cut'];
  return sql`select json_array(json_array(${toColumns(shape.fields)}), ${toColumns(keys)}) as "packed"
    from (${toStepStatement(step, shape)})`;
}

function toColumns(names: string[]): SQL {
  const columns = names.map((name) => sql.identifier(name));
  return sql.join(columns, sql`, `);
}
