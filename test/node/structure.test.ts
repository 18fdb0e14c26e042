// The rules of the source tree, read off its import lines and its text: who may know whom, who talks to the database,
// and which modules depend on nothing but their arguments.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src');
const GENERATED = 'worker-configuration.d.ts';
const MOST_LINES = 200;

interface Module {
  path: string;
  text: string;
  /** The text without comments. */
  code: string;
  /** The modules of src that it names in an import, and of these the ones that it needs when it runs. */
  imports: string[];
  needs: string[];
  /** Everything from outside src that it needs when it runs. */
  packages: string[];
}

function readModule(path: string): Module {
  const text = readFileSync(join(SOURCE, path), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const lines = [
    ...code.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm),
  ];
  const found = lines.map(([line, target, inline]) => ({
    target: (target ?? inline)!,
    isType: /^\w+ type\s|^import\(/.test(line),
  }));
  const own = found.filter(({ target }) => target.startsWith('.'));
  const resolve = ({ target }: { target: string }) => join(dirname(path), target);
  return {
    path,
    text,
    code,
    imports: own.map(resolve),
    needs: own.filter(({ isType }) => !isType).map(resolve),
    packages: found.filter(({ target, isType }) => !target.startsWith('.') && !isType).map(({ target }) => target),
  };
}

const modules = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== GENERATED)
  .map((entry) => readModule(relative(SOURCE, join(entry.parentPath, entry.name))));
const byPath = new Map(modules.map((module) => [module.path, module]));
const inFolder = (folder: string) => modules.filter(({ path }) => path.startsWith(`${folder}/`));

/** A module and all that it needs when it runs, each with the way that leads there. */
function reach(path: string, way: string[] = [], reached = new Map<string, string[]>()): Map<string, string[]> {
  if (reached.has(path)) return reached;
  reached.set(path, [...way, path]);
  for (const needed of byPath.get(path)!.needs) reach(needed, [...way, path], reached);
  return reached;
}

describe('the source tree', () => {
  it('was read with its imports', () => {
    expect(modules.length).toBeGreaterThan(20);
    for (const { imports } of modules)
      for (const path of imports) expect([path, byPath.has(path)]).toEqual([path, true]);
    expect(byPath.get('read/list.ts')!.imports).toEqual(expect.arrayContaining(['db/database.ts', 'read/read.ts']));
    expect(byPath.get('read/count.ts')!.needs).not.toContain('db/database.ts');
    expect(byPath.get('etag.ts')!.packages).toEqual(['node:crypto']);
  });

  it.each([
    ['read', ['write', 'cache']],
    ['write', ['read', 'cache']],
    ['cache', ['read', 'write']],
    ['db', ['read', 'write', 'cache']],
  ])('keeps %s from knowing %s', (folder, strangers) => {
    const known = inFolder(folder).flatMap(({ path, imports }) => imports.map((target) => `${path} → ${target}`));
    expect(known.filter((edge) => strangers.some((stranger) => edge.includes(`→ ${stranger}/`)))).toEqual([]);
  });

  it('knows its routes and its entry from above only', () => {
    for (const { path, imports } of modules)
      for (const target of imports) {
        if (target === 'index.ts' || target === 'routes.ts') expect([path, target]).toEqual(['index.ts', 'routes.ts']);
      }
  });

  it('has no module that leads back to itself', () => {
    const circles = modules.flatMap(({ path, needs }) =>
      needs.filter((needed) => reach(needed).has(path)).map((needed) => `${path} → ${needed}`),
    );
    expect(circles).toEqual([]);
  });

  it('talks to D1 in one module', () => {
    const talking = modules.filter(({ code }) =>
      /\bD1Database\b|\.prepare\(|\.withSession\(|\bD1(PreparedStatement|Result)\b/.test(code),
    );
    expect(talking.map(({ path }) => path)).toEqual(['db/database.ts']);
  });

  it('has no drawer for everything, and no barrel', () => {
    const drawers = modules.filter(({ path }) =>
      /^(utils?|helpers?|common|types?|services?|misc|shared)\b/.test(basename(path)),
    );
    expect(drawers.map(({ path }) => path)).toEqual([]);
    const barrels = modules.filter(
      ({ code }) =>
        /^export\b.*\bfrom\b/m.test(code) &&
        code.replace(/^(import|export)\b[^;]*\bfrom\b[^;]*;?$/gm, '').trim() === '',
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
    for (const { path } of modules) expect(path).toMatch(/^[a-z]+(\/[a-z]+)*(\.config)?\.ts$/);
  });

  it('has short modules', () => {
    const long = modules.filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('has modules headed by what they are, in one to four lines', () => {
    const headless = modules.filter(({ text }) => !/^(\/\/ .+\n){1,4}(?!\/\/)/.test(text));
    expect(headless.map(({ path }) => path)).toEqual([]);
  });
});

/** What a pure module may not touch: the environment, I/O, the clock, chance. */
const IMPURE = {
  'cloudflare:workers': /['"]cloudflare:/,
  'the environment': /\benv\b|\bprocess\./,
  'I/O': /\bfetch\(|\bcaches\b|\bconsole\.|node:(fs|net|http|https|child_process|os|timers)\b/,
  'the clock': /\bDate\.now\b|new Date\(\)|\bperformance\.|\bset(Timeout|Interval)\(/,
  chance: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/,
};
const PURE = [
  'cursor',
  'fields',
  'filter',
  'order',
  'page',
  'parameters',
  'plan',
  'predicate',
  'query',
  'restriction',
  'scope',
  'sql',
  'value',
];

describe('a pure module', () => {
  const pure = modules.filter(({ text }) => /^(\/\/.*\n)*\/\/.*\bPure\b/.test(text));

  it('says so in its header', () => {
    expect(pure.map(({ path }) => path)).toEqual(expect.arrayContaining(PURE.map((name) => `read/${name}.ts`)));
  });

  it.each(pure.map(({ path }) => path))('touches nothing outside, and nor does what it needs: %s', (path) => {
    const touching: string[] = [];
    for (const [needed, way] of reach(path))
      for (const [what, pattern] of Object.entries(IMPURE))
        if (pattern.test(byPath.get(needed)!.code)) touching.push(`${way.join(' → ')} touches ${what}`);
    expect(touching).toEqual([]);
  });
});
