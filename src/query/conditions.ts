// The filters of a query → what is left of each field, and the substrings to contain. Every fault is noted. Pure.

import { FIELD_NAMES, FIELDS, type FieldName, isFieldName, OPERATORS, type Operator } from '../contact/fields.ts';
import { type Fault, isListed } from '../problem.ts';
import { suggest } from '../text/suggest.ts';
import { parseFilter } from './filter.ts';
import type { Restrictions } from './order.ts';
import { intersect, unrestricted } from './restriction.ts';
import { attempt, expected, quote } from './value.ts';

export const MOST_CONDITIONS = 20;

/** What null says as the value of an operator. */
const NULLS = new Map<string, { operator: Operator; text: string }>([
  ['eq', { operator: 'null', text: 'true' }],
  ['ne', { operator: 'null', text: 'false' }],
]);

/** A filter as it is sent; null, which only a body can hold, is no value. */
export interface Condition {
  name: string;
  value: string | null;
}

export interface Conditions {
  restrictions: Restrictions;
  substrings: { field: FieldName; text: string }[];
}

/** Parses filters; `others` are the parameters that are none, for a misspelt name may mean one of them. */
export function parseConditions(parameters: Condition[], others: readonly string[], faults: Fault[]): Conditions {
  const restrictions: Restrictions = {};
  const substrings: Conditions['substrings'] = [];
  const seen = new Set<string>();
  if (parameters.length > MOST_CONDITIONS)
    faults.push({
      parameter: parameters[MOST_CONDITIONS]!.name,
      code: 'too-many',
      detail: `At most ${MOST_CONDITIONS} conditions, got ${parameters.length}.`,
    });
  for (const { name: parameter, value } of parameters) {
    const target = parseTarget({ name: parameter, value }, others, faults);
    if (!target) continue;
    const { field, operator, text } = target;
    if (seen.has(`${field}.${operator}`)) {
      faults.push({
        parameter,
        code: 'repeated-parameter',
        detail: `"${field}.${operator}" is given more than once.`,
      });
      continue;
    }
    seen.add(`${field}.${operator}`);
    const filter = attempt(parameter, faults, () => parseFilter(FIELDS[field], operator, text));
    if (!filter) continue;
    if ('substring' in filter) substrings.push({ field, text: filter.substring });
    else restrictions[field] = intersect(restrictions[field] ?? unrestricted, filter.restriction);
  }
  return { restrictions, substrings };
}

interface Target {
  field: FieldName;
  operator: Operator;
  text: string;
}

function parseTarget({ name: parameter, value }: Condition, others: readonly string[], faults: Fault[]): Target | null {
  const dot = parameter.indexOf('.');
  const name = dot < 0 ? parameter : parameter.slice(0, dot);
  const sent = dot < 0 ? 'eq' : parameter.slice(dot + 1);
  if (!isFieldName(name)) {
    const detail = dot < 0 ? `No field or parameter ${quote(name)}.` : `No field ${quote(name)}.`;
    faults.push({
      parameter,
      code: 'unknown-parameter',
      detail,
      ...(isListed(faults) && suggest(name, dot < 0 ? [...FIELD_NAMES, ...others] : FIELD_NAMES)),
    });
    return null;
  }
  const { operators } = FIELDS[name];
  const meant = value === null ? NULLS.get(sent) : { operator: sent, text: value };
  if (!meant) {
    attempt(parameter, faults, () => {
      throw expected('a value', 'null');
    });
    return null;
  }
  const { operator, text } = meant;
  if ((operators as readonly string[]).includes(operator)) return { field: name, operator: operator as Operator, text };
  const detail = `${toReason(name, operator)}. It takes ${operators.join(', ')}.`;
  faults.push({
    parameter,
    code: 'unknown-operator',
    detail,
    ...(isListed(faults) && suggest(operator, operators)),
  });
  return null;
}

/** Why the field does not take the operator. */
function toReason(name: FieldName, operator: string): string {
  if (!(OPERATORS as readonly string[]).includes(operator)) return `No operator ${quote(operator)}`;
  if (operator === 'null') return `"${name}" always has a value, so it takes no "null"`;
  return `"${name}" is of type ${FIELDS[name].type}, which takes no "${operator}"`;
}
