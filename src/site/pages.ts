// The documentation's files → pages of the site: where each comes, in which group, and where the links between them lead.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, resolve } from 'node:path';
import type { Html } from './html.ts';
import { type Heading, type Locate, renderMarkdown } from './markdown.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const DOCS = 'src/docs';
const README = 'README.md';
/** What the README is called where its own title, the project's name, says nothing. */
const OVERVIEW = 'Overview';
const ALONGSIDE = ['.github/CONTRIBUTING.md', '.github/SECURITY.md'];

export interface SitePage {
  /** Its address: a folder's ends with a slash. */
  address: string;
  title: string;
  body: Html;
  headings: Heading[];
}

export interface Group {
  title: string;
  pages: SitePage[];
}

/** By their addresses, in the order in which they are read; what is not named comes last. */
const GROUPS: Record<string, string[]> = {
  'To use it': [
    '/docs/',
    '/docs/reference',
    '/docs/api',
    '/problems/',
    '/docs/search',
    '/docs/consistency',
    '/docs/keep-in-step',
    '/docs/privacy',
    '/docs/page',
  ],
  'To run it': ['/docs/deploying', '/docs/loading'],
};
const OTHERS = 'To know it';

/** Every page that is a file. */
export function readSite(): SitePage[] {
  const files = readdirSync(join(ROOT, DOCS)).filter((name) => name.endsWith('.md'));
  const sources = [README, ...files.sort().map((name) => `${DOCS}/${name}`), ...ALONGSIDE];
  return sources.map((source) => {
    const { body, headings } = renderMarkdown(readFileSync(join(ROOT, source), 'utf8'), locateFrom(source));
    return { address: toAddress(source)!, title: source === README ? OVERVIEW : toTitle(headings), body, headings };
  });
}

/** The pages' pictures and examples, as they are. */
export function readFiles(): { address: string; bytes: Uint8Array }[] {
  const names = readdirSync(join(ROOT, DOCS), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.(jpg|mjs)$/.test(name)).map((name) => `${DOCS}/${name}`);
  return files.map((file) => ({ address: toAddress(file)!, bytes: readFileSync(join(ROOT, file)) }));
}

/** Where a link of a file leads. Null: to a file that is no page. */
export function locateFrom(source: string): Locate {
  return (target) => {
    if (/^([a-z]+:|#|\/)/.test(target)) return target;
    const [path = '', anchor] = target.split('#');
    const address = toAddress(posix.normalize(posix.join(dirname(source), path)));
    return address && (anchor ? `${address}#${anchor}` : address);
  };
}

export function toGroups(pages: SitePage[]): Group[] {
  const named = Object.values(GROUPS).flat();
  const others = pages.filter(({ address }) => !named.includes(address));
  const groups = Object.entries(GROUPS).map(([title, addresses]) => ({
    title,
    pages: addresses.flatMap((address) => pages.filter((page) => page.address === address)),
  }));
  return [...groups, { title: OTHERS, pages: others }];
}

/** The heading of the whole page, without marks. */
function toTitle(headings: Heading[]): string {
  return headings[0]!.title.text.replace(/<[^>]+>/g, '');
}

function toAddress(file: string): string | null {
  if (file === README) return '/docs/';
  if (ALONGSIDE.includes(file)) return `/docs/${basename(file, '.md').toLowerCase()}`;
  const [, name, end] = /^src\/docs\/(?:examples\/)?([\w-]+)(\.md|\.jpg|\.mjs)$/.exec(file) ?? [];
  if (!name) return null;
  return `/docs/${name}${end === '.md' ? '' : end}`;
}
