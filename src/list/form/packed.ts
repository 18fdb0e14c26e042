// Rows as many of them are soonest handed over: each as one JSON array. Values under names cost several times what reading
// them does. Pure.
import type { Value } from '../../contact/fields.ts';
import { toPackedStatement } from '../../sql/export/packed.ts';
import { toKeyNames } from '../../sql/select.ts';
import type { Found } from '../page.ts';
import type { Form } from './form.ts';

/** The values of the fields in their order; what comes behind them is no field. */
export type Values = (Value | null)[];

const UNCUT = 0;

export const PACKED: Form<Values> = {
  toStatement: toPackedStatement,
  take: (rows, step, fields) => {
    const all = JSON.parse(`[${rows.map(({ packed }) => packed).join(',')}]`) as Values[];
    const toKeys = (values: Values) => values.slice(fields.length, -1);
    const toFound = (values: Values): Found<Values> => ({
      contact: values,
      get keys() {
        return [...step.prefix, ...toKeys(values)];
      },
    });
    const cut = all.find((values) => values.at(-1) !== UNCUT);
    const names = toKeyNames(step, fields);
    return {
      found: (cut ? all.filter((values) => values.at(-1) === UNCUT) : all).map(toFound),
      cut: cut && { ...Object.fromEntries(toKeys(cut).map((key, at) => [names[at], key])), cut: 1 },
      total: null,
    };
  },
};
