// The filters of a query → what is left of each field, the substrings to contain, and the alternatives. Every fault is noted.
// Pure.

import { FIELD_NAMES, FIELDS, type FieldName, isFieldName, OPERATORS, type Operator } from '../contact/fields.ts';
import { toPlace } from '../pointer.ts';
import { type Fault, isListed } from '../problem.ts';
import { suggest } from '../text/suggest.ts';
import { parseFilter } from './filter.ts';
import { intersect, unrestricted } from './restriction.ts';
import { type Alternative, conjoin, impliedBy, isImpossible, type Tests } from './tests.ts';
import { attempt, expected, quote } from './value.ts';

/** Conditions of a query, and of one that has alternatives. */
export const MOST_CONDITIONS = { plain: 20, withAny: 25 };
export const MOST_ALTERNATIVES = 5;

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

/** The filters of an alternative, and the faults that were found on the way to them. */
export interface AskedAlternative {
  filters: Condition[];
  faults: Fault[];
}

/** What filters say: also what their alternatives imply is in the restrictions. */
export type Conditions = Pick<Tests, 'restrictions' | 'substrings' | 'any'>;

/** Parses filters and alternatives; `others` are the parameters that are none, for a misspelt name may mean one of them. */
export function parseConditions(
  { filters, alternatives }: { filters: Condition[]; alternatives: AskedAlternative[] },
  others: readonly string[],
  faults: Fault[],
): Conditions {
  const all = [...filters, ...alternatives.flatMap((alternative) => alternative.filters)];
  const most = alternatives.length > 0 ? MOST_CONDITIONS.withAny : MOST_CONDITIONS.plain;
  if (all.length > most) {
    const parameter = filters[most]?.name ?? 'any';
    faults.push({ parameter, code: 'too-many', detail: `At most ${most} conditions, got ${all.length}.` });
  }
  const own = parseFilters(filters, others, faults);
  const given = parseAlternatives(alternatives, faults);
  const possible = given.filter((alternative) => !isImpossible(alternative));
  const any = possible.length > 0 ? possible : given.slice(0, 1); // which says that nothing can pass
  return { ...conjoin(own, { restrictions: impliedBy(any), substrings: [] }), any };
}

/** The alternatives. Each fault is one of `any`, with the alternative's place in `index` and its own name in `detail`. */
function parseAlternatives(alternatives: AskedAlternative[], faults: Fault[]): Alternative[] {
  if (alternatives.length > MOST_ALTERNATIVES)
    faults.push({
      parameter: 'any',
      code: 'too-many',
      detail: `At most ${MOST_ALTERNATIVES} alternatives, got ${alternatives.length}.`,
    });
  return alternatives.slice(0, MOST_ALTERNATIVES).map(({ filters, faults: own }, index) => {
    const alternative = parseFilters(filters, [], own);
    if (filters.length === 0 && own.length === 0)
      faults.push({ parameter: 'any', code: 'empty-value', detail: 'An alternative needs a condition.', index });
    for (const { parameter, detail, ...fault } of own) {
      const { pointer } = toPlace(['any', index, parameter]);
      faults.push({ ...fault, parameter: 'any', detail: `${quote(parameter)}: ${detail}`, index, pointer });
    }
    return alternative;
  });
}

function parseFilters(filters: Condition[], others: readonly string[], faults: Fault[]): Alternative {
  const restrictions: Alternative['restrictions'] = {};
  const substrings: Alternative['substrings'] = [];
  const seen = new Set<string>();
  for (const { name: parameter, value } of filters) {
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
