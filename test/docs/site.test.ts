// The documentation as browsers get it: every page is whole, no link of it leads nowhere, and nothing in it runs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/problem.ts';
import { renderMarkdown } from '../../src/site/markdown.ts';
import { locateFrom } from '../../src/site/pages.ts';
import { README, ROOT, readPages } from './pages.ts';

const FOLDER = join(ROOT, '.wrangler/page');
/** What else the host has, and a documentation may lead to. */
const OTHERS = /^\/($|v1\/contacts|openapi\.json$|healthz$)/;

const addresses = ['docs', 'problems'].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith('.html'))
    .map((name) => `/${folder}/${name.replace(/(index)?\.html$/, '')}`),
);
const texts = new Map(addresses.map((address) => [address, readFileSync(join(FOLDER, toFile(address)), 'utf8')]));
const find = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

function toFile(address: string): string {
  return address.endsWith('/') ? `${address}index.html` : `${address}.html`;
}

describe('the documentation in a browser', () => {
  it('has a page for each file of it, and for each type of problem', () => {
    const names = readPages()
      .map(({ path }) => path)
      .filter((path) => path !== README && !path.endsWith('template.md'))
      .map((path) => `/docs/${path.split('/').at(-1)!.replace('.md', '').toLowerCase()}`);
    const types = Object.keys(PROBLEMS).map((type) => `/problems/${type}`);
    expect(addresses.sort()).toEqual(['/docs/', '/docs/reference', '/problems/', ...names, ...types].sort());
    expect(types.filter((type) => !texts.get('/problems/')!.includes(`href="${type}"`))).toEqual([]);
  });

  it.each(addresses)('is whole, and runs nothing: %s', (address) => {
    const text = texts.get(address)!;
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const once of [/<h1 id="[\w-]+">/g, /<title>[^<]+ · Kartei<\/title>/g, /<main id="content"/g])
      expect([once, text.match(once)?.length]).toEqual([once, 1]);
    expect(text).toMatch(/<body>\n<a class="skip" href="#content">/);
    expect(text.replace(/<pre[\s\S]*?<\/pre>|<code>.*?<\/code>/g, '')).not.toMatch(
      /<script|<iframe|<!-- | style=| on\w+=|javascript:|\[object|undefined/,
    );
    const ids = find(text, / id="([^"]+)"/g);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const depths = find(text.slice(text.indexOf('<main')), /<h(\d) /g).map(Number);
    expect(depths.filter((depth, at) => at > 0 && depth > depths[at - 1]! + 1)).toEqual([]);
  });

  it.each(addresses)('has links that lead somewhere: %s', (address) => {
    const text = texts.get(address)!;
    const broken = find(text, / (?:href|src)="([^"]+)"/g).filter((link) => !isThere(link, address));
    expect(broken).toEqual([]);
  });

  it('is reached from each of its pages', () => {
    const shown = addresses.filter((address) => !address.startsWith('/problems/') || address === '/problems/');
    for (const [address, text] of texts)
      expect([address, shown.filter((page) => !text.includes(`href="${page}"`))]).toEqual([address, []]);
  });

  it('comes under a policy that allows its style and its pictures, and nothing else', () => {
    const headers = readFileSync(join(FOLDER, '_headers'), 'utf8');
    const policies = find(headers, /Content-Security-Policy: (.*)/g);
    expect(new Set(policies)).toEqual(
      new Set([
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      ]),
    );
    expect(find(headers, /^(\/\S*)\n {2}Content-Security-Policy/gm)).toEqual(['/docs/*', '/problems/*']);
  });
});

describe('Markdown', () => {
  const render = (text: string) => renderMarkdown(text, locateFrom('src/docs/api.md')).body.text;

  it.each([
    ['[plan](planner.md#totals)', '<a href="/docs/planner#totals">plan</a>'],
    ['[here](#limits)', '<a href="#limits">here</a>'],
    ['[readme](../../README.md#deploying)', '<a href="/docs/#deploying">readme</a>'],
    ['[how](../../.github/CONTRIBUTING.md)', '<a href="/docs/contributing">how</a>'],
    ['[code](../problem.ts)', 'code'],
    ['`/v1/contacts?q=a&b`', '<a href="/v1/contacts?q=a&amp;b"><code>/v1/contacts?q=a&amp;b</code></a>'],
    ['`/v1/contacts/{id}`', '<code>/v1/contacts/{id}</code>'],
    ['<http://localhost:8787>', '<a href="/">http://localhost:8787</a>'],
  ])('%s becomes %s', (text, wanted) => {
    expect(render(text).trim()).toBe(`<p>${wanted}</p>`);
  });

  it('has examples that open, and says which of them are refused', () => {
    expect(render('    /v1/contacts?citty=1      400\n    curl x')).toBe(
      '<pre tabindex="0"><code><a href="/v1/contacts?citty=1">/v1/contacts?citty=1</a>      400\ncurl x</code></pre>\n',
    );
  });

  it('has headings with anchors, each another one', () => {
    expect(render('## What `q` finds\n\n## What q finds')).toBe(
      '<h2 id="what-q-finds"><a href="#what-q-finds">What <code>q</code> finds</a></h2>\n' +
        '<h2 id="what-q-finds-1"><a href="#what-q-finds-1">What q finds</a></h2>\n',
    );
  });

  it('has pictures where they are served, and no comments', () => {
    expect(render('<!-- a -->\n\n<img src="page-phone.jpg" alt="a list">')).toContain('src="/docs/page-phone.jpg"');
    expect(render('a\n\n<!-- a -->\n\nb')).not.toContain('<!--');
  });
});

function isThere(link: string, from: string): boolean {
  if (link === 'data:,') return true;
  const [path = '', anchor] = link.split('#');
  const address = path === '' ? from : path;
  const text = texts.get(address);
  if (text) return anchor === undefined || text.includes(` id="${anchor}"`);
  if (OTHERS.test(address.split('?')[0]!)) return true;
  return /\.(jpg|mjs|css)$/.test(address) && existsSync(join(FOLDER, address));
}
