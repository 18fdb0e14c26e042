// JSON Schemas as people read them: a type in a few words, an object as a table of its properties.
import { type Html, html, join } from '../html.ts';
import { renderInline, toScrolled } from '../markdown.ts';
import type { Outline } from '../outline.ts';
import type { ShownSchema } from './document.ts';

/** Of longer lists of values the first few are shown. */
const MOST_VALUES = 8;
const FEW = 3;
/** The schema that is a property for each filter: those have a table of their own. */
const FILTERS = 'Filters';

export function toSchemas(schemas: Record<string, ShownSchema>, { head }: Outline): Html {
  const shown = Object.entries(schemas).filter(([name]) => name !== FILTERS);
  return html`${shown.map(([name, schema]) => html`${head(3, anchorOf(name), name)}${toSchema(name, schema)}`)}`;
}

export function toType(schema: ShownSchema): Html {
  const { $ref, enum: values, anyOf, type, items, prefixItems } = schema;
  if ($ref) return toLink($ref);
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (values) return toValues(values);
  if (anyOf) return join(anyOf.map(toType), ' or ');
  if (prefixItems) return html`[${join(prefixItems.map(toType), ', ')}]`;
  if (Array.isArray(type)) return join(type.map((one) => toType({ ...schema, type: one })), ' or '); // biome-ignore format: short
  if (type === 'array') return html`array of ${items ? toType(items) : 'anything'}${toRange(schema, 'Items')}`;
  if (type === 'object' && typeof schema.additionalProperties === 'object')
    return html`object, by name: ${toType(schema.additionalProperties)}`;
  if (type === 'null') return html`null`;
  return html`${schema.format ?? type ?? 'any'}${toRange(schema, 'Length')}${toBounds(schema)}`;
}

function toSchema(name: string, schema: ShownSchema): Html {
  const { properties, description } = schema;
  const said = description ? html`<p>${description}</p>\n` : null;
  if (!properties) return html`${said}<p>${toType(schema)}</p>\n`;
  const all = schema.allOf ? html`<p>All of <a href="#fields-and-operators">the filters</a>, and:</p>\n` : null;
  const rows = toRows(schema, '');
  const table = html`<table><thead><tr><th>property</th><th>is</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`${said}${all}${toScrolled(name, table)}`;
}

/** Objects within are told by the path to their properties. */
function toRows({ properties = {}, required = [], additionalProperties }: ShownSchema, path: string): Html[] {
  const isClosed = additionalProperties === false;
  return Object.entries(properties).flatMap(([name, schema]) => {
    const said = schema.description ? html`: ${renderInline(schema.description, (target) => target)}` : null;
    const optional = !isClosed || required.includes(name) ? null : html` <small>may be missing</small>`;
    const row = html`<tr><td><code>${path}${name}</code>${optional}</td><td>${toType(schema)}${said}</td></tr>\n`;
    const inner = schema.properties ? schema : schema.items;
    const within = schema.properties ? '.' : '[].';
    return [row, ...(inner?.properties ? toRows(inner, `${path}${name}${within}`) : [])];
  });
}

function anchorOf(name: string): string {
  return `schema-${name.toLowerCase()}`;
}

function toLink(reference: string): Html {
  const name = reference.split('/').at(-1)!;
  return html`<a href="#${anchorOf(name)}">${name}</a>`;
}

function toValues(values: unknown[]): Html {
  const shown = values.length > MOST_VALUES ? values.slice(0, FEW) : values;
  const more = shown.length < values.length ? ` … (${values.length} in all)` : '';
  return html`${join(shown.map((value) => html`<code>${JSON.stringify(value)}</code>`), ' ')}${more}`; // biome-ignore format: short
}

function toRange(schema: ShownSchema, of: 'Items' | 'Length'): string {
  const [least = 0, most] = [schema[`min${of}`], schema[`max${of}`]];
  const unit = of === 'Items' ? '' : ' characters';
  if (most !== undefined) return least === most ? `, ${most}${unit}` : `, ${least} to ${most}${unit}`;
  return least > 1 ? `, at least ${least}${unit}` : '';
}

function toBounds({ minimum, maximum }: ShownSchema): string {
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
    return `, ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : `, from ${minimum}`;
}
