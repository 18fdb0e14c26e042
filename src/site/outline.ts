// The headings of a page that is made of parts: each is a link to itself, and is listed as it is written. Pure.
import { type Html, html } from './html.ts';
import type { Heading } from './markdown.ts';

export interface Outline {
  headings: Heading[];
  /** A heading of depth 1, 2, … */
  head: (depth: number, anchor: string, title: Html | string) => Html;
}

export function startOutline(): Outline {
  const headings: Heading[] = [];
  const head = (depth: number, anchor: string, title: Html | string) => {
    headings.push({ depth, anchor, title: html`${title}` });
    const inner = depth === 1 ? html`${title}` : html`<a href="#${anchor}">${title}</a>`;
    return html`<h${depth} id="${anchor}">${inner}</h${depth}>\n`;
  };
  return { headings, head };
}
