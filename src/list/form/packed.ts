// Rows as many of them are soonest handed over: each as the text of one JSON array, which is read only where it must be.
// Values under names cost several times what reading them does. Pure.
import type { Value } from '../../contact/fields.ts';
import type { Row } from '../../db/result.ts';
import type { Keys } from '../../query/start.ts';
import { toKeyNames } from '../../sql/select.ts';
import { toStepStatement } from '../../sql/statement.ts';
import type { Found } from '../page.ts';
import type { RowForm } from './form.ts';

/** `[[field, …], key, …, cut]` */
export type Packed = string;

const UNCUT = ',0]';

export const PACKED: RowForm<Packed> = {
  toStatement: (step, shape) => toStepStatement(step, { ...shape, isPacked: true }),
  take: (rows, step, fields) => {
    const found: Found<Packed>[] = [];
    let cut: Row | undefined;
    for (const { packed } of rows as { packed: Packed }[]) {
      if (packed.endsWith(UNCUT)) found.push(new PackedRow(packed, step.prefix));
      else cut ??= toNamed(toKeyNames(step, fields), packed);
    }
    return { found, cut, total: null };
  },
};

class PackedRow implements Found<Packed> {
  contact: Packed;
  #prefix: Keys;

  constructor(contact: Packed, prefix: Keys) {
    this.contact = contact;
    this.#prefix = prefix;
  }

  get keys(): Keys {
    return [...this.#prefix, ...toKeys(this.contact)];
  }
}

/** The values of the fields, in their order. */
export function toValues(packed: Packed): (Value | null)[] {
  return JSON.parse(packed)[0];
}

const toKeys = (packed: Packed): Keys => JSON.parse(packed).slice(1, -1);

function toNamed(names: string[], packed: Packed): Row {
  return { ...Object.fromEntries(toKeys(packed).map((key, at) => [names[at], key])), cut: 1 };
}
