// The parameters of lists as OpenAPI has them: every operator of every field, and those that are no filters. Pure.
import {
  FIELD_NAMES,
  FIELDS,
  type Field,
  type FieldName,
  type FieldType,
  type Operator,
} from '../../contact/fields.ts';
import { MOST_ALTERNATIVES } from '../../query/conditions.ts';
import { MOST_LISTED } from '../../query/filter.ts';
import {
  COUNT_MODES,
  DEFAULT_LIMIT,
  FACET_FIELDS,
  MOST_FACETS,
  MOST_ROWS,
  MOST_SORT_KEYS,
  type Option,
  type Taken,
} from '../../query/options.ts';
import { SEARCH_LENGTH } from '../../query/search.ts';
import { OPERATOR_WORDS, PARAMETER_WORDS, toPlainWords } from './words.ts';

export type Schema = Record<string, unknown>;

interface QueryParameter {
  name: string;
  in: 'query';
  description: string;
  schema: Schema;
  example: unknown;
  style?: 'form';
  explode?: boolean;
}

const DAY = '2025-01-31';
const OF_TYPE: Record<FieldType, { schema: Schema; example: string | number }> = {
  integer: { schema: { type: 'integer' }, example: 100 },
  text: { schema: { type: 'string', minLength: 1, pattern: '[A-Za-z0-9]' }, example: 'Oslo' },
  enum: { schema: { type: 'string' }, example: 'female' },
  date: { schema: { type: 'string', format: 'date' }, example: DAY },
  datetime: {
    schema: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?$' },
    example: `${DAY}T08:30:00Z`,
  },
};

/** What is compared, by an operator: a value, a list of them, or whether there is one. */
export function toFilterSchema({ type, values }: Field, operator: Operator): Schema {
  if (operator === 'null') return { type: 'boolean' };
  const value = values ? { type: 'string', enum: values } : OF_TYPE[type].schema;
  if (operator === 'between') return { type: 'array', items: value, minItems: 2, maxItems: 2 };
  if (operator !== 'in' && operator !== 'nin') return value;
  return { type: 'array', items: value, minItems: 1, maxItems: MOST_LISTED };
}

function toExample({ type }: Field, operator: Operator): unknown {
  if (operator === 'null') return true;
  const { example } = OF_TYPE[type];
  return ['in', 'nin', 'between'].includes(operator) ? [example, example] : example;
}

/** The names of a field's filters: by itself, which is `eq`, and with each operator. */
export const FILTERS = FIELD_NAMES.flatMap((field) => [
  { name: field as string, field, operator: 'eq' as Operator },
  ...FIELDS[field].operators.map((operator) => ({ name: `${field}.${operator}`, field, operator })),
]);

function toFilter({ name, field, operator }: (typeof FILTERS)[number]): QueryParameter {
  const schema = toFilterSchema(FIELDS[field], operator);
  const description = `${field}: ${toPlainWords(OPERATOR_WORDS[operator])}`;
  const shape = schema.type === 'array' ? ({ style: 'form', explode: false } as const) : {};
  return { name, in: 'query', description, schema, example: toExample(FIELDS[field], operator), ...shape };
}

const names = (fields: readonly FieldName[], most: number): Schema => ({
  type: 'array',
  items: { type: 'string', enum: fields },
  minItems: 1,
  maxItems: most,
  uniqueItems: true,
});
const TRUTH = { type: 'boolean' };

/** What each option's value is, and an example that stands by itself. */
export const OPTION_SCHEMAS: Record<Option, { schema: Schema; example: unknown }> = {
  any: { schema: { type: 'string', minLength: 1 }, example: ['country=NO', 'city=Vienna&points.gte=100'] },
  q: { schema: { type: 'string', minLength: SEARCH_LENGTH.least, maxLength: SEARCH_LENGTH.most }, example: 'anna ols' },
  highlight: { schema: TRUTH, example: false },
  sort: {
    schema: {
      type: 'array',
      items: { type: 'string', enum: FIELD_NAMES.flatMap((field) => [field, `-${field}`]) },
      minItems: 1,
      maxItems: MOST_SORT_KEYS,
    },
    example: ['-points', 'last_name'],
  },
  limit: { schema: { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: DEFAULT_LIMIT }, example: 100 },
  cursor: { schema: { type: 'string', minLength: 1 }, example: 'last' },
  seek: { schema: { type: 'string', minLength: 1 }, example: '100' },
  fields: { schema: names(FIELD_NAMES, FIELD_NAMES.length), example: ['id', 'first_name', 'city'] },
  count: { schema: { type: 'string', enum: COUNT_MODES, default: 'auto' }, example: 'exact' },
  facet: { schema: names(FACET_FIELDS, MOST_FACETS), example: ['country', 'gender'] },
  explain: { schema: TRUTH, example: true },
  format: { schema: { type: 'string', enum: ['json'] }, example: 'json' },
};

function toOption(name: Option, { counts }: Taken): QueryParameter {
  const { schema, example } = OPTION_SCHEMAS[name];
  const description = toPlainWords(PARAMETER_WORDS[name]);
  if (name === 'any') {
    const repeated = { type: 'array', items: schema, minItems: 1, maxItems: MOST_ALTERNATIVES };
    return { name, in: 'query', description, schema: repeated, example, style: 'form', explode: true };
  }
  const own = name === 'count' ? { ...schema, enum: counts } : schema;
  const shape = schema.type === 'array' ? ({ style: 'form', explode: false } as const) : {};
  return { name, in: 'query', description, schema: own, example, ...shape };
}

/** The parameters of all filters, by the names of their components. */
export function toFilterParameters(): Record<string, QueryParameter> {
  return Object.fromEntries(FILTERS.map((filter) => [filter.name, toFilter(filter)]));
}

/** What a resource takes: references to the filters, and its own options. */
export function toParameters(taken: Taken): object[] {
  const filters = FILTERS.map(({ name }) => ({ $ref: `#/components/parameters/${name}` }));
  return [...taken.options.map((name) => toOption(name, taken)), ...filters];
}
