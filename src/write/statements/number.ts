// Customer numbers that a batch hands on from one of its contacts to another: they are freed before any is given, for a
// number is unique at each moment of a transaction. Pure.
import { type SQL, sql } from '../../db/sql.ts';
import { fold } from '../../text/fold.ts';
import type { Of, Stored } from '../change.ts';
import { json } from './parameter.ts';

/** Gives the contacts whose number another gets numbers that no contact can have; no statement where there are none. */
export function freeNumbers(updated: Of<'update'>[]): SQL[] {
  const numbered = updated.filter(({ values }) => values.customer_id !== undefined);
  const heirs = new Map(numbered.map(({ before, values }) => [fold(values.customer_id!), before.id]));
  const leaving = numbered.map(({ before }) => before as Stored).filter((before) => !keepsNumber(heirs, before));
  if (leaving.length === 0) return [];
  const ids = json(leaving.map(({ id }) => id));
  // no number has a control character (../input.ts)
  return [
    sql`update app_user set customer_id_folded = char(1) || id where id in (select value from json_each(${ids}))`,
  ];
}

function keepsNumber(heirs: Map<string, number>, { id, customer_id }: Stored): boolean {
  return (heirs.get(fold(customer_id)) ?? id) === id;
}
