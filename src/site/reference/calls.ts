// Each call: what it does, takes and answers, with an example that opens or a command that sends it. Pure.
import { type Html, html } from '../html.ts';
import { toScrolled } from '../markdown.ts';
import type { Outline } from '../outline.ts';
import { type Answer, type Call, follow, type Reference } from './document.ts';
import { LIST, toOptions, toParameterTable } from './fields.ts';
import { toType } from './schemas.ts';

/** Where the problems of a status begin. */
const FIRST_PROBLEM = 400;

export function toCalls(reference: Reference, { head }: Outline): Html {
  const calls = Object.entries(reference.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method: method.toUpperCase(), call })),
  );
  const parts = calls.map(({ path, method, call }) => {
    const title = html`<code><b class="method">${method}</b> ${path}</code>`;
    return html`${head(3, call.operationId.toLowerCase(), title)}<p>${call.summary}.</p>
${toExampleOf(path, method, call, reference)}${toTaken(path, call, reference)}${toAnswers(call, reference)}`;
  });
  return html`${parts}`;
}

/** What opens it in a browser, or sends it. */
function toExampleOf(path: string, method: string, call: Call, reference: Reference): Html {
  const place = path.replace('{id}', String(reference.components.parameters['contact-id']!.example));
  const [content] = Object.entries(call.requestBody?.content ?? {});
  if (method === 'GET') return html`<pre tabindex="0"><code><a href="${place}">${place}</a></code></pre>\n`;
  const verb = method === 'POST' ? '' : ` -X ${method}`;
  const kind = content && content[0] !== 'application/json' ? ` -H 'Content-Type: ${content[0]}'` : '';
  const body = content ? ` --json '${JSON.stringify(content[1].example, null, 2)}'` : '';
  return html`<pre tabindex="0"><code>curl localhost:8787${place}${verb}${kind}${body}</code></pre>\n`;
}

function toTaken(path: string, { parameters = [], requestBody }: Call, reference: Reference): Html {
  const options = toOptions(parameters, reference);
  const followed = parameters.map((parameter) => follow(parameter, reference));
  const headers = followed.filter((parameter) => parameter.in === 'header');
  const hasFilters = followed.some(({ name }) => name === 'id.in' || name === 'country');
  const [content] = Object.values(requestBody?.content ?? {});
  const names = options.map(({ name }, at) => html`${at > 0 ? ', ' : ''}<code>${name}</code>`);
  const listed = toOptions(reference.paths[LIST]!.get!.parameters ?? [], reference).map(({ name }) => name);
  const own = options.filter(({ name }) => !listed.includes(name));
  const all = html`${hasFilters && html`Filters of <a href="#fields-and-operators">every field</a>`}${
    options.length > 0 && html`${hasFilters ? ', and ' : ''}<a href="#parameters">${names}</a>`
  }`;
  return html`${hasFilters && html`<p><b>Takes</b> ${all}.</p>\n`}${own.length > 0 && toParameterTable(path, own)}${
    content !== undefined && html`<p><b>Takes</b> a body: ${toType(content.schema)}.</p>\n`
  }${headers.length > 0 && html`<ul>${headers.map(({ name, description }) => html`<li><code>${name}</code>: ${description}</li>\n`)}</ul>\n`}`;
}

function toAnswers({ responses }: Call, reference: Reference): Html {
  const rows = Object.entries(responses).map(([status, answer]) => {
    const isProblem = Number(status) >= FIRST_PROBLEM;
    const said = isProblem ? toProblems(follow(answer, reference)) : toContent(answer);
    return html`<tr><td>${status}</td><td>${said}</td></tr>\n`;
  });
  const table = html`<table class="answers"><thead><tr><th>status</th><th>answer</th></tr></thead><tbody>${rows}</tbody></table>`;
  return toScrolled('answers', table);
}

function toContent({ content = {}, headers = {}, description }: Answer): Html {
  const kinds = Object.entries(content).map(([type, { schema }], at) => {
    const isJson = type.endsWith('json') && schema.$ref;
    return html`${at > 0 ? ', ' : ''}${isJson ? toType(schema) : html`<code>${type}</code>`}`;
  });
  const names = Object.keys(headers).map((name, at) => html`${at > 0 ? ', ' : ''}<code>${name}</code>`);
  const said = kinds.length > 0 ? html`${kinds}` : html`${names.length > 0 ? 'no body' : description}`;
  return html`${said}${names.length > 0 && html`<br><small>with ${names}</small>`}`;
}

function toProblems({ content = {} }: Answer): Html {
  const [problems] = Object.values(content);
  const types = Object.keys(problems?.examples ?? {});
  return html`${types.map((type, at) => html`${at > 0 ? ', ' : ''}<a href="/problems/${type}">${type}</a>`)}`;
}
