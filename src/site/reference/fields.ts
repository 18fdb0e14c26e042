// The table of fields and operators, and that of the other parameters, each with an example that opens.
import { FIELD_NAMES, FIELDS, OPERATORS } from '../../contact/fields.ts';
import { type Html, html } from '../html.ts';
import { renderInline, toScrolled } from '../markdown.ts';
import { follow, type Reference, type ShownParameter, toExample } from './document.ts';
import { toType } from './schemas.ts';

export const LIST = '/v1/contacts';
/** Examples that do not stand by themselves. */
const BESIDE: Record<string, string> = { highlight: '&q=anna', rows: '&after=7', started: '&after=7' };
/** What no example can open: it is part of an address that the server makes. */
const MADE = '…';

/** One row for each field, one column for each operator; a cell that is filled opens an example. */
export function toFieldTable({ components: { parameters } }: Reference): Html {
  const rows = FIELD_NAMES.map((field) => {
    const { type, nullable } = FIELDS[field];
    const cells = OPERATORS.map((operator) => {
      const parameter = parameters[`${field}.${operator}`];
      if (!parameter) return html`<td></td>`;
      return html`<td><a href="${toExample(LIST, parameter)}" title="${parameter.description}">${operator}</a></td>`;
    });
    return html`<tr><th scope="row"><code>${field}</code></th>
<td class="type">${type}${nullable ? ' or null' : ''}</td>${cells}</tr>\n`;
  });
  const columns = OPERATORS.map((operator) => html`<th scope="col">${operator}</th>`);
  const table = html`<table class="matrix"><thead><tr><th scope="col">field</th><th scope="col">type</th>${columns}</tr></thead>
<tbody>${rows}</tbody></table>`;
  return toScrolled('fields and operators', table);
}

/** The parameters of a call that are no filters. */
export function toOptions(parameters: ShownParameter[], reference: Reference): ShownParameter[] {
  const { components } = reference;
  return parameters
    .map((parameter) => follow(parameter, reference))
    .filter((parameter) => parameter.in === 'query' && !(parameter.name in components.parameters));
}

export function toParameterTable(path: string, parameters: ShownParameter[]): Html {
  const rows = parameters.map((parameter) => {
    const { name, description, schema, example } = parameter;
    const address = toExample(path, parameter) + (BESIDE[name] ?? '');
    const opens =
      example !== MADE && html`<br><a href="${address}"><code>${address.slice(address.indexOf('?'))}</code></a>`;
    return html`<tr><td><code>${name}</code></td>
<td>${renderInline(description, (target) => target)}<br><small>${toType(schema)}</small>${opens}</td></tr>\n`;
  });
  const table = html`<table><thead><tr><th>name</th><th>is</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  return toScrolled(`parameters of ${path}`, table);
}
