// The sort that was requested → the total order that is walked. Pure.
import { FIELDS, type FieldName, TIE_FIELD } from '../contact/fields.ts';
import { onlyValue, type Restriction } from './restriction.ts';

export interface SortKey {
  field: FieldName;
  descending: boolean;
}

export type Restrictions = Partial<Record<FieldName, Restriction>>;

/**
 * The sort made total: keys that a filter holds to one value are left out, what follows a unique key is too, and ties
 * are broken by what ends the indexes of the last key's table, then by the contact's id, in the last key's direction: so
 * the order of one field is the order of that field's index.
 */
export function toTotalOrder(sort: SortKey[], restrictions: Restrictions): SortKey[] {
  const varying = sort.filter(({ field }) => {
    const restriction = restrictions[field];
    return !restriction || onlyValue(restriction) === undefined;
  });
  const order: SortKey[] = [];
  for (const key of varying.length > 0 ? varying : sort.slice(-1)) {
    order.push(key);
    if (FIELDS[key.field].unique) return order;
  }
  const { field, descending } = order.at(-1)!;
  for (const tieBreak of [TIE_FIELD[FIELDS[field].table], 'id'] as const)
    if (!order.some((key) => key.field === tieBreak)) order.push({ field: tieBreak, descending });
  return order;
}

export function reverse(order: SortKey[]): SortKey[] {
  return order.map(({ field, descending }) => ({
    field,
    descending: !descending,
  }));
}
