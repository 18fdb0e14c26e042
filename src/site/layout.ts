// A page of the documentation as a whole document: the way round the site, the page, the pages before and after it. No
// script: what opens and closes are elements of HTML. Pure.
import { type Html, html } from './html.ts';
import type { Heading } from './markdown.ts';
import type { Group, SitePage } from './pages.ts';

export function toDocument(page: SitePage, groups: Group[], style: string): string {
  const order = groups.flatMap(({ pages }) => pages);
  const at = order.findIndex(({ address }) => address === page.address);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Kartei</title>
<link rel="stylesheet" href="${style}">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="home" href="/docs/"><b>Kartei</b> documentation</a>
<nav aria-label="Beside the documentation"><a href="/">Contacts</a> <a href="/openapi.json">OpenAPI</a></nav>
</header>
<div class="middle">
<nav class="pages" aria-label="Pages">
<details>
<summary>Pages <span>${page.title}</span></summary>
<div class="groups" tabindex="0">
${groups.map((group) => toGroupList(group, page))}</div>
</details>
</nav>
<main id="content" tabindex="-1">
<article>
${page.body}</article>
${at < 0 ? null : toSteps(order[at - 1], order[at + 1])}
</main>
</div>
</body>
</html>
`.text;
}

function toGroupList({ title, pages }: Group, current: SitePage): Html {
  const items = pages.map((page) => {
    const isHere = page.address === current.address;
    const mark = isHere ? html` aria-current="page"` : null;
    const isAbove = !isHere && page.address.endsWith('/') && current.address.startsWith(page.address);
    const above = isAbove && page.address !== '/docs/' ? html` class="above"` : null;
    return html`<li><a href="${page.address}"${mark}${above}>${page.title}</a>${isHere ? toContents(page.headings) : null}</li>\n`;
  });
  return html`<h2>${title}</h2>\n<ul>\n${items}</ul>\n`;
}

/** The parts of the page that is open. */
function toContents(headings: Heading[]): Html | null {
  const parts = headings.filter(({ depth }) => depth === 2);
  if (parts.length < 2) return null;
  return html`\n<ul>${parts.map(({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>\n`)}</ul>`;
}

function toSteps(before: SitePage | undefined, after: SitePage | undefined): Html {
  const step = (page: SitePage | undefined, rel: string, word: string) =>
    page ? html`<a rel="${rel}" href="${page.address}"><small>${word}</small> ${page.title}</a>\n` : null;
  return html`<nav class="steps" aria-label="Before and after">
${step(before, 'prev', 'Before')}${step(after, 'next', 'Next')}</nav>`;
}
