// Rows as many of them are soonest handed over: as they come, and read only where they must be. Values under names cost
// several times what reading them does. Pure.
import type { Value } from '../../contact/fields.ts';
import type { Keys } from '../../query/start.ts';
import type { Found } from '../page.ts';
import { keysOf, type Packed, type RowForm } from './form.ts';

export const PACKED: RowForm<Packed> = {
  toRead: (fields) => fields,
  toFound: (packed, prefix) => packed.map((row) => new PackedRow(row, prefix)),
};

class PackedRow implements Found<Packed> {
  contact: Packed;
  #prefix: Keys;

  constructor(contact: Packed, prefix: Keys) {
    this.contact = contact;
    this.#prefix = prefix;
  }

  get keys(): Keys {
    return [...this.#prefix, ...keysOf(JSON.parse(this.contact))];
  }
}

/** The values of the fields, in their order. */
export function toValues(packed: Packed): (Value | null)[] {
  return JSON.parse(packed)[0];
}
