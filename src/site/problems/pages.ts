// A page for each type of problem, to which the `type` of its answers leads, and the list of all of them.
import { PROBLEM_WORDS } from '../../http/openapi/words.ts';
import { PROBLEMS, type ProblemType } from '../../problem.ts';
import { type Html, html } from '../html.ts';
import { renderInline, toScrolled } from '../markdown.ts';
import { startOutline } from '../outline.ts';
import { locateFrom, type SitePage } from '../pages.ts';
import { EXPLAINED } from './explained.ts';
import type { Explanation } from './explanation.ts';

const TYPES = Object.keys(PROBLEMS) as ProblemType[];
/** As Cloudflare names requests. */
export const INSTANCE = '/requests/8f1c2d3e4f5a6b7c-GRU';

/** The words are those of the API's page. */
const OF_WORDS = 'src/docs/api.md';
const WORDS_ADDRESS = '/docs/api';
const locate = (target: string) =>
  target.startsWith('#') ? `${WORDS_ADDRESS}${target}` : locateFrom(OF_WORDS)(target);
const inline = (text: string) => renderInline(text, locate);
const addressOf = (type: ProblemType) => `/problems/${type}`;

export function toProblemIndex(): SitePage {
  const { headings, head } = startOutline();
  const rows = TYPES.map(
    (type) => html`<tr>
<td><a href="${addressOf(type)}"><code>${type}</code></a></td>
<td class="end">${PROBLEMS[type].status}</td>
<td>${inline(PROBLEM_WORDS[type])}</td>
</tr>
`,
  );
  const table = html`<table><thead><tr><th>type</th><th class="end">status</th><th>when</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const body = html`${head(1, 'problems', 'Problems')}
<p>Every answer that is no success is a problem document (RFC 9457), <code>application/problem+json</code>. Its <code>type</code>
is the address of one of these pages: what has happened, an example, and the way out. There are no others.</p>
${toScrolled('Problems', table)}
<p>The codes of single faults, in <code>errors</code>, are in <a href="/docs/api#problems">the API</a>.</p>
`;
  return { address: '/problems/', title: 'Problems', body, headings };
}

export function toProblemPages(): SitePage[] {
  return TYPES.map(toProblemPage);
}

/** The document that the example is answered with. */
export function toAnswer(type: ProblemType, { answer }: Explanation): object {
  const { status, title } = PROBLEMS[type];
  const { detail, errors } = answer;
  return {
    type: addressOf(type),
    title: answer.title ?? title,
    status,
    ...(detail !== undefined && { detail }),
    instance: INSTANCE,
    ...(errors && { errors }),
  };
}

function toProblemPage(type: ProblemType): SitePage {
  const { status, title } = PROBLEMS[type];
  const explained = EXPLAINED[type];
  const { headings, head } = startOutline();
  const body = html`${head(1, type, title)}
<p class="badges"><code>${addressOf(type)}</code> <span>status ${status}</span></p>
<p class="lead">${inline(explained.means)}</p>
${head(2, 'the-way-out', 'The way out')}
<ul>${explained.ways.map((way) => html`<li>${inline(way)}</li>\n`)}</ul>
${head(2, 'an-example', 'An example')}
${explained.where ? html`<p>${inline(explained.where)}</p>\n` : null}<pre tabindex="0"><code>${toAsked(explained)}</code></pre>
<p>is answered</p>
<pre tabindex="0"><code>${toHead(type, explained)}

${JSON.stringify(toAnswer(type, explained), null, 2)}</code></pre>
<p class="back"><a href="/problems/">All problems</a></p>
`;
  return { address: addressOf(type), title, body, headings };
}

/** The message as it is sent; an address that opens is a link. */
function toAsked({ asked }: Explanation): Html {
  const { method = 'GET', path, headers = {}, body } = asked;
  const isText = typeof body === 'string';
  const sent = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const lines = Object.entries({ ...headers, ...sent }).map(([name, value]) => `\n${name}: ${value}`);
  const text = isText ? body : JSON.stringify(body, null, 2);
  const opens = method === 'GET' && lines.length === 0 && !path.includes('…');
  const address = opens ? html`<a href="${path}">${path}</a>` : path;
  return html`${method} ${address}${lines.join('')}${body === undefined ? null : `\n\n${text}`}`;
}

function toHead(type: ProblemType, { headers = {} }: Explanation): string {
  const lines = Object.entries({ ...headers, 'Content-Type': 'application/problem+json' });
  return [`HTTP/1.1 ${PROBLEMS[type].status}`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\n');
}
