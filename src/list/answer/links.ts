// The addresses of the pages around a page, as links of the answer and as its Link header (RFC 8288). Pure.
import type { Page } from '../page.ts';

export interface Links {
  self: string;
  next: string | null;
  prev: string | null;
  first: string;
  last: string;
}

/** What says where a page begins. */
const STARTS = ['cursor', 'seek'];

/** `search` is the request's query string as it came: links keep its spelling and change only where the page starts. */
export function toLinks(path: string, search: string, { next, prev }: Pick<Page, 'next' | 'prev'>): Links {
  const others = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '' && !STARTS.includes(decodeURIComponent(pair.split('=', 1)[0]!)));
  const to = (...pairs: string[]) => [path, [...others, ...pairs].join('&')].filter((part) => part !== '').join('?');
  return {
    self: path + search,
    next: next && to(`cursor=${next}`),
    prev: prev && to(`cursor=${prev}`),
    first: to(),
    last: to('cursor=last'),
  };
}

/** Of a page that was queried by a body: where the body goes, with the page's `next` or `prev` as its cursor. */
export function toBodyLinks(path: string, { next, prev }: Pick<Page, 'next' | 'prev'>): Links {
  return { self: path, next: next && path, prev: prev && path, first: path, last: path };
}

export function toLinkHeader({ next, prev, first, last }: Links): string {
  return Object.entries({ next, prev, first, last })
    .filter(([, target]) => target !== null)
    .map(([relation, target]) => `<${target}>; rel="${relation}"`)
    .join(', ');
}
