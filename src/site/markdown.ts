// Markdown → HTML for browsers: headings are links to themselves, links between files become addresses of this site,
// examples become links that open, tables and code scroll by themselves. Pure.
import { Marked, type Token, type Tokens } from 'marked';
import { Html, html, toEscaped } from './html.ts';

export interface Heading {
  depth: number;
  anchor: string;
  /** As HTML without links. */
  title: Html;
}

export interface Prose {
  body: Html;
  headings: Heading[];
}

/** The address of a link's target, or of a picture's; null where this site does not have it. */
export type Locate = (target: string) => string | null;

/** The address that the documentation names for examples, which is the one that this is read at. */
const LOCAL = /^http:\/\/localhost:8787\/?/;
/** What opens in a browser: no placeholder, and no method before it. */
const OPENS = /^\/((v1|docs|problems)\/[^\s{…]*|docs|openapi\.json|healthz)$/;
/** A line of an example: an address, and the status where that is no success. */
const EXAMPLE = /^(\/v1\/\S+)( {2,}\d{3})?$/;

/** A heading's anchor, as GitHub makes it. */
export function toAnchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** A whole page. `path` is where it will be, for the examples in it. */
export function renderMarkdown(text: string, locate: Locate): Prose {
  const headings: Heading[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const title = this.parser.parseInline(tokens);
        const anchor = toFree(toAnchor(toPlain(text)), headings);
        headings.push({ depth, anchor, title: new Html(title) });
        if (depth === 1) return `<h1 id="${anchor}">${title}</h1>\n`;
        return `<h${depth} id="${anchor}"><a href="#${anchor}">${title}</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const address = LOCAL.test(href) ? href.replace(LOCAL, '/') : locate(href);
        return address === null ? inner : `<a href="${toEscaped(address)}">${inner}</a>`;
      },
      html: ({ text }) => toTag(text, locate),
      code: ({ text, lang }) => `<pre tabindex="0"><code>${lang ? toEscaped(text) : toLinked(text)}</code></pre>\n`,
      codespan: ({ text }) => toCode(text).text,
      table(table) {
        const label = headings.at(-1)?.title.text.replace(/<[^>]+>/g, '') ?? '';
        const inline = (tokens: Token[]) => this.parser.parseInline(tokens);
        return toScrolled(label, toTable(table, inline)).text;
      },
    },
  });
  const body = marked.parse(text, { async: false });
  return { body: new Html(body), headings };
}

/** A sentence, within a line. */
export function renderInline(text: string, locate: Locate): Html {
  const marked = new Marked({
    renderer: {
      link: ({ href, text }) => {
        const address = locate(href);
        return address === null ? text : `<a href="${toEscaped(address)}">${text}</a>`;
      },
      codespan: ({ text }) => toCode(text).text,
    },
  });
  return new Html(marked.parseInline(text, { async: false }));
}

/** What is wider than its place scrolls there, by keyboard too, and not with the page. */
export function toScrolled(label: string, table: Html): Html {
  return html`<div class="wide" tabindex="0" role="group" aria-label="Table: ${label}">${table}</div>\n`;
}

/** Code, which is a link where it is an address that opens. */
export function toCode(text: string): Html {
  const code = html`<code>${text}</code>`;
  return OPENS.test(text) ? html`<a href="${text}">${code}</a>` : code;
}

function toTable({ header, rows }: Tokens.Table, inline: (tokens: Token[]) => string): Html {
  const toCell = (tag: string) => (cell: Tokens.TableCell) => {
    const side = cell.align === 'right' ? ' class="end"' : '';
    return `<${tag}${side}>${inline(cell.tokens)}</${tag}>`;
  };
  const body = rows.map((row) => `<tr>${row.map(toCell('td')).join('')}</tr>`).join('\n');
  const head = header.map(toCell('th')).join('');
  return new Html(`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`);
}

function toLinked(text: string): string {
  const lines = text.split('\n').map((line) => {
    const [, address, status = ''] = EXAMPLE.exec(line) ?? [];
    return address ? `<a href="${toEscaped(address)}">${toEscaped(address)}</a>${status}` : toEscaped(line);
  });
  return lines.join('\n');
}

/** Tags as they stand, with the addresses of their pictures; comments are left out. */
function toTag(tag: string, locate: Locate): string {
  return tag
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/ src="([^"]+)"/g, (_, target: string) => ` src="${toEscaped(locate(target) ?? target)}"`);
}

/** The text of a heading's Markdown: no links, no marks of code. */
function toPlain(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}

/** The same heading a second time has a number, as at GitHub. */
function toFree(anchor: string, taken: readonly Heading[]): string {
  const isTaken = (name: string) => taken.some((heading) => heading.anchor === name);
  let name = anchor;
  for (let number = 1; isTaken(name); number++) name = `${anchor}-${number}`;
  return name;
}
