// Rows as D1 gives them, each value under its name. Pure.
import type { Row } from '../../db/result.ts';
import { toKeyNames } from '../../sql/select.ts';
import { toStepStatement } from '../../sql/statement.ts';
import type { Found } from '../page.ts';
import type { RowForm } from './form.ts';

export const NAMED: RowForm<Row> = {
  toStatement: toStepStatement,
  take: (rows, step, fields) => {
    const names = toKeyNames(step, fields);
    const toFound = (row: Row): Found => {
      const contact: Row = {};
      for (const field of fields) contact[field] = row[field]!;
      return { contact, keys: [...step.prefix, ...names.map((name) => row[name]!)] };
    };
    return {
      found: rows.filter(({ cut }) => cut === 0).map(toFound),
      cut: rows.find(({ cut }) => cut === 1),
      total: rows[0]?.total === undefined ? null : Number(rows[0].total),
    };
  },
};
