// What is sent and answered, as JSON Schema (2020-12): answers from the field table, bodies from the schemas that check
// them. Pure.
import * as z from 'zod/mini';
import { FIELD_NAMES, FIELDS, type Field, type FieldType } from '../../contact/fields.ts';
import { MOST_ALTERNATIVES } from '../../query/conditions.ts';
import { FACET_FIELDS, OPTIONS } from '../../query/options.ts';
import { MOST_OPERATIONS, OPERATIONS } from '../../write/batch.ts';
import { Changes, Creation, SweptChanges } from '../../write/input.ts';
import { toActionSchemas } from './actions.ts';
import { FILTERS, OPTION_SCHEMAS, type Schema, toFilterSchema } from './parameters.ts';
import { toPersonSchemas } from './person.ts';
import { toProblemSchemas } from './problems.ts';

const RETURNED: Record<FieldType, Schema> = {
  integer: { type: 'integer' },
  text: { type: 'string' },
  enum: { type: 'string' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
};
const TEXT = { type: 'string' };
const WHOLE = { type: 'integer', minimum: 0 };
const TEXT_OR_NULL = { type: ['string', 'null'] };
const COUNTED = { type: 'string', enum: ['eq', 'gte'] };

export const toRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** An object of exactly these properties, all of which are there but the optional ones. */
function object(properties: Record<string, unknown>, optional: Record<string, unknown> = {}): Schema {
  const required = Object.keys(properties);
  return { type: 'object', properties: { ...properties, ...optional }, required, additionalProperties: false };
}

const OK = { type: 'boolean' };
const WHOLE_OR_NULL = { type: ['integer', 'null'], minimum: 0 };
/** What health is made of, each with whether it is as it should be. */
const CHECKS = object({
  cron: object({ ok: OK, age_seconds: WHOLE_OR_NULL }),
  statistics: object({ ok: OK, age_seconds: WHOLE_OR_NULL }),
  search: object({ ok: OK }),
  size: object({ ok: OK, bytes: WHOLE_OR_NULL, most_bytes: WHOLE }),
});

const list = (items: unknown): Schema => ({ type: 'array', items });
const byName = (values: unknown): Schema => ({ type: 'object', additionalProperties: values });

function toValueSchema({ type, nullable, values }: Field): Schema {
  if (values) return { enum: nullable ? [...values, null] : values };
  return nullable ? { ...RETURNED[type], type: [RETURNED[type].type, 'null'] } : RETURNED[type];
}

/** As bodies are checked; what no JSON Schema can say is said by the fault. */
function toChecked(schema: z.ZodMiniType): Schema {
  const { $schema: _, ...checked } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return checked;
}

const TOTAL = object(
  { value: WHOLE, relation: COUNTED, as_of: { type: 'string', format: 'date-time' } },
  { estimate: WHOLE },
);

const CONTACT = Object.fromEntries(FIELD_NAMES.map((name) => [name, toValueSchema(FIELDS[name])]));
const { id: ID, ...OTHERS } = CONTACT;

function toListSchemas(): Record<string, Schema> {
  const number = object({ value: WHOLE, relation: COUNTED });
  const facet = object({
    values: list(object({ value: TEXT, count: WHOLE })),
    relation: COUNTED,
    distinct: number,
  });
  const position = { type: ['integer', 'null'], minimum: 0 };
  const meta = {
    corrections: list(object({ from: TEXT, to: list(TEXT) })),
    highlights: byName(byName(list({ type: 'array', prefixItems: [WHOLE, WHOLE], items: false }))),
    plan: { type: 'object' },
    warning: object({ code: TEXT, detail: TEXT, as_of: { type: 'string', format: 'date-time' } }),
  };
  return {
    Contact: object(CONTACT),
    Row: object({ id: ID }, OTHERS),
    Total: { ...TOTAL, type: ['object', 'null'] },
    Facet: facet,
    Meta: object({}, meta),
    List: object(
      {
        data: list(toRef('Row')),
        page: object({
          limit: WHOLE,
          next: TEXT_OR_NULL,
          prev: TEXT_OR_NULL,
          from: position,
          to: position,
          partial: { type: 'boolean' },
        }),
        total: toRef('Total'),
        links: object({ self: TEXT, next: TEXT_OR_NULL, prev: TEXT_OR_NULL, first: TEXT, last: TEXT }),
      },
      {
        facets: object({}, Object.fromEntries(FACET_FIELDS.map((field) => [field, toRef('Facet')]))),
        meta: toRef('Meta'),
      },
    ),
    Count: object({ total: TOTAL }, { meta: toRef('Meta') }),
    Stops: object({
      data: list(
        object({ value: { type: ['string', 'integer'] }, position: { type: 'number', minimum: 0, maximum: 1 } }),
      ),
      relation: { const: 'estimate' },
    }),
    Version: object({ version: TEXT }),
    Fields: object({
      data: list(
        object(
          {
            name: TEXT,
            type: { type: 'string', enum: Object.keys(RETURNED) },
            nullable: { type: 'boolean' },
            operators: list(object({ name: TEXT, indexed: { type: 'boolean' } })),
          },
          { values: list(TEXT) },
        ),
      ),
    }),
    Health: object(
      { status: { enum: ['ok', 'degraded'] }, database: { const: 'reachable' } },
      { data_version: TEXT, contacts: WHOLE, build: TEXT, checks: CHECKS },
    ),
    Index: object({ name: TEXT, description: TEXT, try: byName(TEXT) }),
  };
}

/** The same parameters as in an address, as JSON has values. */
function toQuerySchemas(): Record<string, Schema> {
  const orText = (schema: Schema) => ({ anyOf: schema.type === 'string' ? [schema] : [schema, TEXT] });
  const filters = FILTERS.map(({ name, field, operator }) => {
    const { anyOf } = orText(toFilterSchema(FIELDS[field], operator));
    return [name, { anyOf: operator === 'eq' || operator === 'ne' ? [...anyOf, { type: 'null' }] : anyOf }];
  });
  const options = OPTIONS.filter((name) => name !== 'any').map((name) => {
    const { anyOf } = orText(OPTION_SCHEMAS[name].schema);
    return [name, { anyOf: [...anyOf, ...(name === 'seek' ? [{ type: 'number' }] : []), { type: 'null' }] }];
  });
  const closed = { type: 'object', allOf: [toRef('Filters')], unevaluatedProperties: false };
  const any = { type: 'array', items: { ...closed, minProperties: 1 }, minItems: 1, maxItems: MOST_ALTERNATIVES };
  return {
    Filters: { type: 'object', properties: Object.fromEntries(filters) },
    Query: { ...closed, properties: { ...Object.fromEntries(options), any } },
    Filter: { ...closed, properties: { q: Object.fromEntries(options).q, any } },
  };
}

function toWriteSchemas(): Record<string, Schema> {
  const status = (number: number) => ({ const: number });
  return {
    Creation: toChecked(Creation),
    Changes: toChecked(Changes),
    Batch: object({
      operations: {
        type: 'array',
        items: { anyOf: Object.values(OPERATIONS).map(toChecked) },
        minItems: 1,
        maxItems: MOST_OPERATIONS,
      },
    }),
    Results: object({
      results: list({
        anyOf: [
          object({ op: { const: 'create' }, status: status(201), contact: toRef('Contact') }),
          object({ op: { const: 'update' }, status: status(200), contact: toRef('Contact') }),
          object({ op: { const: 'delete' }, status: status(204), id: ID }),
        ],
      }),
    }),
  };
}

export function toSchemas(): Record<string, Schema> {
  return {
    ...toListSchemas(),
    ...toQuerySchemas(),
    ...toWriteSchemas(),
    ...toActionSchemas({ total: TOTAL, changes: toChecked(SweptChanges), object, toRef }),
    ...toPersonSchemas({ object, toRef }),
    ...toProblemSchemas(),
  };
}
