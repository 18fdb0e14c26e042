// The reference: a page made of the OpenAPI document, and nothing that is not in it.
import { html } from '../html.ts';
import { renderInline, toScrolled } from '../markdown.ts';
import { startOutline } from '../outline.ts';
import type { SitePage } from '../pages.ts';
import { toCalls } from './calls.ts';
import { readReference } from './document.ts';
import { LIST, toFieldTable, toOptions, toParameterTable } from './fields.ts';
import { toSchemas } from './schemas.ts';

export function toReference(): SitePage {
  const reference = readReference();
  const outline = startOutline();
  const { head, headings } = outline;
  const options = toOptions(reference.paths[LIST]!.get!.parameters ?? [], reference);
  const headers = Object.entries(reference.components.headers).map(
    ([name, { description }]) =>
      html`<tr><td><code>${name}</code></td><td>${renderInline(description, (target) => target)}</td></tr>\n`,
  );
  const headerTable = html`<table><thead><tr><th>name</th><th>says</th></tr></thead><tbody>${headers}</tbody></table>`;
  const body = html`${head(1, 'reference', 'Reference')}
<p class="lead">${reference.info.description} All that follows is made from <a href="/openapi.json"><code>/openapi.json</code></a>,
which is for programs; <a href="/docs/api">the API</a> explains it.</p>
${head(2, 'fields-and-operators', 'Fields and operators')}
<p>A filter is <code>field=value</code> or <code>field.operator=value</code>. What is in a field’s row can be asked of it: each opens
an example. <a href="/docs/api#filters">What the operators mean</a>.</p>
${toFieldTable(reference)}
${head(2, 'parameters', 'Parameters')}
<p>What lists take besides filters.</p>
${toParameterTable(LIST, options)}
${head(2, 'calls', 'Calls')}
${toCalls(reference, outline)}
${head(2, 'header-fields', 'Header fields')}
${toScrolled('header fields of answers', headerTable)}
${head(2, 'schemas', 'Schemas')}
${toSchemas(reference.components.schemas, outline)}`;
  return { address: '/docs/reference', title: 'Reference', body, headings };
}
