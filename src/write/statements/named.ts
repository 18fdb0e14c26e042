// Which contacts operations name, and which of them a lost attempt has created. Pure.
import { type SQL, sql } from '../../db/sql.ts';
import { fold } from '../../text/fold.ts';
import type { Operation } from '../input.ts';

/** An attempt whose answer was lost: its receipt, and when its request began (RFC 3339, UTC, whole seconds). */
export interface Lost {
  receipt: string;
  began: string;
}

/** The ids of the contacts that the operations name. */
export function selectNamed(operations: Operation[]): SQL {
  const ids = operations.flatMap((operation) => (operation.op === 'create' ? [] : [operation.id]));
  return selectIds(ids);
}

export function selectIds(ids: number[]): SQL {
  return sql`select value from json_each(${JSON.stringify(ids)})`;
}

/** The contacts that have the numbers of those to create, unless they are older than the request. */
export function selectCreated(operations: Operation[], { began }: Lost): SQL {
  const numbers = operations.flatMap((operation) =>
    operation.op === 'create' ? [fold(operation.contact.customer_id ?? '')] : [],
  );
  return sql`select id from app_user where +created >= ${began}
    and customer_id_folded in (select value from json_each(${JSON.stringify(numbers)}))`;
}
