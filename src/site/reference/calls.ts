// Each call: what it does, takes and answers, with an example that opens or a command that sends it.
import { type Html, html, join } from '../html.ts';
import type { Outline } from '../outline.ts';
import { follow, type Reference, type ShownAnswer, type ShownCall, toPlace } from './document.ts';
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
function toExampleOf(path: string, method: string, call: ShownCall, reference: Reference): Html {
  const place = toPlace(path, reference);
  const [content] = Object.entries(call.requestBody?.content ?? {});
  if (method === 'GET') return html`<pre tabindex="0"><code><a href="${place}">${place}</a></code></pre>\n`;
  const verb = method === 'POST' && content ? '' : ` -X ${method}`;
  const kind = content && content[0] !== 'application/json' ? ` -H 'Content-Type: ${content[0]}'` : '';
  const body = content ? ` --json '${toLines(content[1].example)}'` : '';
  return html`<pre tabindex="0"><code>curl localhost:8787${place}${verb}${kind}${body}</code></pre>\n`;
}

function toTaken(path: string, { parameters = [], requestBody }: ShownCall, reference: Reference): Html {
  const options = toOptions(parameters, reference);
  const isList = options.some(({ name }) => name === 'q');
  const ofLists = isList ? (reference.paths[LIST]!.get!.parameters ?? []) : [];
  const listed = toOptions(ofLists, reference).map(({ name }) => name);
  const own = options.filter(({ name }) => !listed.includes(name));
  const shared = options
    .filter((option) => !own.includes(option))
    .map(({ name }) => html`<a href="#parameters"><code>${name}</code></a>`);
  const followed = parameters.map((parameter) => follow(parameter, reference));
  const headers = followed.filter((parameter) => parameter.in === 'header');
  const [content] = Object.values(requestBody?.content ?? {});
  const lists = html`<p><b>Takes</b> filters of <a href="#fields-and-operators">every field</a>, and
${join(shared, ', ')}.</p>\n`;
  const conditions = headers.map(({ name, description }) => html`<li><code>${name}</code>: ${description}</li>\n`);
  return html`${shared.length > 0 && lists}${own.length > 0 && toParameterTable(toPlace(path, reference), own)}${
    content !== undefined && html`<p><b>Takes</b> a body: ${toType(content.schema)}.</p>\n`
  }${conditions.length > 0 && html`<ul>${conditions}</ul>\n`}<p><b>Answers</b></p>\n`;
}

function toAnswers({ responses }: ShownCall, reference: Reference): Html {
  const isProblem = (status: string) => Number(status) >= FIRST_PROBLEM;
  const statuses = Object.keys(responses);
  const answers = statuses.filter((status) => !isProblem(status)).map((status) => toAnswer(status, responses[status]!));
  const problems = statuses.filter(isProblem).map((status) => {
    const types = toProblems(follow(responses[status]!, reference));
    return html`${status}&nbsp;${join(
      types.map((type) => html`<a href="/problems/${type}">${type}</a>`),
      ' or ',
    )}`;
  });
  return html`<ul>${answers}</ul>\n<p><b>Problems</b> ${join(problems, ', ')}.</p>\n`;
}

function toAnswer(status: string, { content = {}, headers = {}, description }: ShownAnswer): Html {
  const kinds = Object.entries(content).map(([type, { schema }]) =>
    type.endsWith('json') && schema.$ref ? toType(schema) : html`<code>${type}</code>`,
  );
  const names = Object.keys(headers).map((name) => html`<code>${name}</code>`);
  const nothing = names.length > 0 ? 'no body' : description;
  const said = kinds.length > 0 ? join(kinds, ', ') : html`${nothing}`;
  return html`<li>${status}: ${said}${names.length > 0 && html`<br><small>with ${join(names, ', ')}</small>`}</li>\n`;
}

function toProblems({ content = {} }: ShownAnswer): string[] {
  return Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples));
}

/** A line for each property. */
function toLines(example: unknown): string {
  const lines = Object.entries(example as object).map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}
