// What the documentation says, held against the project: derived parts, size, links, commands, and quoted tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toAnchor } from '../../src/site/markdown.ts';
import { PARTS, toWanted } from './docs.ts';
import { type Page, README, ROOT, readPages, toFile, toProse } from './pages.ts';

const MOST_README_BYTES = 12_288;
const MOST_GLOSSARY_LINES = 25;

const pages = readPages();
const textOf = (path: string) => pages.find((page) => page.path === path)!.text;
const manifest = JSON.parse(readFileSync(toFile('package.json'), 'utf8'));

describe('the documentation', () => {
  it.each(pages.map(({ path }) => path))('has its derived parts as the code has them (npm run docs): %s', (path) => {
    expect(textOf(path)).toBe(toWanted({ path, text: textOf(path) }, PARTS));
  });

  it('has a place for each derived part', () => {
    const all = pages.map(({ text }) => text).join('');
    expect(Object.keys(PARTS).filter((part) => !all.includes(`<!-- ${part} -->`))).toEqual([]);
  });

  it('begins with a short README, and has a glossary of one screen', () => {
    expect(Buffer.byteLength(textOf(README))).toBeLessThanOrEqual(MOST_README_BYTES);
    expect(textOf('src/docs/glossary.md').trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_GLOSSARY_LINES);
  });

  it('shows eight numbers in its README, each beside one that flatters less', () => {
    const [, part = ''] = /<!-- headlines -->\n([\s\S]*)<!-- \/headlines -->/.exec(textOf(README)) ?? [];
    const rows = part.split('\n').filter((line) => /^\| [^|]+ \|/.test(line) && !line.includes('less flattering'));
    expect(rows).toHaveLength(8);
    expect(rows.filter((row) => /\|\s*\|$/.test(row) || row.includes('not measured'))).toEqual([]);
  });

  it('links each page from the README', () => {
    const linked = findLinks({ path: README, text: textOf(README) }).map(({ file }) => file);
    expect(
      pages
        .map(({ path }) => path)
        .filter(isRead)
        .filter((path) => !linked.includes(path)),
    ).toEqual([]);
  });
});

describe('what the documentation names is there', () => {
  it.each(pages.map(({ path }) => path))('files and headings behind its links: %s', (path) => {
    const links = findLinks({ path, text: textOf(path) });
    const broken = links.filter(
      ({ file, anchor }) => !existsSync(toFile(file)) || (anchor && !hasAnchor(file, anchor)),
    );
    expect(broken.map(({ target }) => target)).toEqual([]);
  });

  it('npm scripts', () => {
    const named = pages.flatMap(({ text }) => [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!));
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  it('all npm scripts, in turn, among the commands', () => {
    const commands = textOf('.github/CONTRIBUTING.md');
    const inner = ['start', 'test', 'format:check', 'types:check', 'prepack']; // said otherwise, or part of another
    const scripts = Object.keys(manifest.scripts).filter((name) => !inner.includes(name));
    expect(scripts.filter((name) => !commands.includes(`npm run ${name}`))).toEqual([]);
  });

  it('tests that are quoted by name, one for each promise to readers and writers', () => {
    const quoted = pages.flatMap(({ text }) => [...text.matchAll(/`([a-z]+)`: "([^"]+)"/g)]);
    const missing = quoted.filter(([, file, name]) => !readTests(file!).includes(`'${name}'`));
    expect(missing.map(([all]) => all)).toEqual([]);
    const [, promises = ''] =
      /## What a reader may count on\n([\s\S]*?)\n## /.exec(textOf('src/docs/consistency.md')) ?? [];
    const rows = promises.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| who |'));
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter((row) => !/`: "[^"]+" \|$/.test(row))).toEqual([]);
  });

  it('a test for each promise of the page of promises', () => {
    const rows = textOf('src/docs/promises.md').match(/^\| (?!promise ).*$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.filter((row) => !/ \| `[a-z]+`: "[^"]+" \|$/.test(row))).toEqual([]);
  });

  it('the Node that the project brings', () => {
    expect(readFileSync(toFile('.node-version'), 'utf8').trim()).toBe(manifest.devDependencies.node);
  });
});

describe('examples of answers', () => {
  it('are JSON', () => {
    const blocks = pages.flatMap(({ text }) =>
      [...text.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, json]) => json!),
    );
    expect(blocks.length).toBeGreaterThan(2);
    for (const block of blocks) expect(() => JSON.parse(block)).not.toThrow();
  });
});

interface Link {
  target: string;
  /** From the checkout's folder on. */
  file: string;
  anchor: string | undefined;
}

function findLinks({ path, text }: Page): Link[] {
  return [...toProse(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file, anchor] = target.split('#');
      return { target, file: file ? normalize(join(dirname(path), file)) : path, anchor };
    });
}

/** Anchors as GitHub makes them of headings. */
function hasAnchor(path: string, anchor: string): boolean {
  const headings = [...toProse(readFileSync(toFile(path), 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!);
  return headings.some((title) => toAnchor(title) === anchor);
}

/** The template is for GitHub alone. */
function isRead(path: string): boolean {
  return path !== README && !path.endsWith('template.md');
}

/** The quick and the thorough file of this name, wherever they are. */
function readTests(name: string): string {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, withFileTypes: true });
  const own = files.filter((file) => [`${name}.test.ts`, `${name}.thorough.test.ts`].includes(file.name));
  return own.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
}
