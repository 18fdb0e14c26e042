// The rules of the source tree, read off its import lines and its text: who may know whom, who talks to the database, who
// writes SQL, who knows of HTTP, and which modules depend on nothing but their arguments.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const GENERATED = 'worker-configuration.d.ts';
const MOST_LINES = 200;
const MOST_FILES = 16;

/** The rooms from top to bottom: each knows only those below it, types included. What stands in no room is known to all. */
const ROOMS = [
  'http',
  'list',
  'write',
  'sql',
  'plan',
  'statistics',
  'query',
  'contact',
  'version',
  'cache',
  'db',
  'text',
];
const ENTRY = 'index.ts';

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

function readModule(tree: string, path: string): Module {
  const text = readFileSync(join(ROOT, tree, path), 'utf8');
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

function readTree(tree: string): Module[] {
  const folder = join(ROOT, tree);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== GENERATED)
    .map((entry) => readModule(tree, relative(folder, join(entry.parentPath, entry.name))));
}

const modules = readTree('src');
const byPath = new Map(modules.map((module) => [module.path, module]));
const edges = modules.flatMap(({ path, imports }) => imports.map((target) => ({ path, target })));

/** The room of a module, from 0; the entry is above all of them, a leaf below. */
function levelOf(path: string): number {
  if (path === ENTRY) return -1;
  return path.includes('/') ? ROOMS.indexOf(path.split('/')[0]!) : ROOMS.length;
}

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
    expect(byPath.get('list/list.ts')!.imports).toEqual(expect.arrayContaining(['db/database.ts', 'list/rows.ts']));
    expect(byPath.get('list/count.ts')!.needs).not.toContain('db/database.ts');
    expect(byPath.get('digest.ts')!.packages).toEqual(['node:crypto']);
  });

  it('has these rooms and no other', () => {
    const rooms = new Set(modules.map(({ path }) => path.split('/')[0]!).filter((name) => !name.endsWith('.ts')));
    expect([...rooms].sort()).toEqual([...ROOMS].sort());
  });

  it('knows in each room only the rooms below it, types included', () => {
    const isWithin = (path: string, target: string) => levelOf(path) === levelOf(target);
    const upward = edges.filter(({ path, target }) => !isWithin(path, target) && levelOf(target) < levelOf(path));
    expect(upward.map(({ path, target }) => `${path} → ${target}`)).toEqual([]);
  });

  it.each([
    ['list', 'write'],
    ['write', 'query'],
    ['cache', 'db'],
    ['db', 'text'],
  ])('keeps %s from knowing %s, though that is below', (room, stranger) => {
    const known = edges.filter(({ path, target }) => path.startsWith(`${room}/`) && target.startsWith(`${stranger}/`));
    expect(known.map(({ path, target }) => `${path} → ${target}`)).toEqual([]);
  });

  it('writes SQL in few rooms', () => {
    const writing = modules.filter(({ code }) => /\bsql(`|\.\w+\()/.test(code));
    expect(writing.map(({ path }) => path).filter((path) => !/^(sql|db|write\/statements)\//.test(path))).toEqual([]);
    expect(writing.length).toBeGreaterThan(20);
  });

  it('knows of requests and responses in one room', () => {
    const knowing = modules.filter(({ code }) => /\b(Request|Response|Headers)\b|['"]hono\b/.test(code));
    expect(knowing.map(({ path }) => path).filter((path) => !path.startsWith('http/'))).toEqual([]);
    expect(knowing.length).toBeGreaterThan(3);
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

  it('has modules headed by what they are, in one to four lines', () => {
    const headless = modules.filter(({ text }) => !/^(\/\/ .+\n){1,4}(?!\/\/)/.test(text));
    expect(headless.map(({ path }) => path)).toEqual([]);
  });
});

it.each(['src', 'bench', 'seed', 'test'])('has small folders in %s', (tree) => {
  const folders = Map.groupBy(readTree(tree), ({ path }) => dirname(path));
  expect([...folders].filter(([, { length }]) => length > MOST_FILES).map(([folder]) => folder)).toEqual([]);
});

describe.each(['src', 'bench', 'seed'])('the tree of %s', (tree) => {
  const files = readTree(tree);

  it('has short files', () => {
    const long = files.filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('has no file that leads back to itself, types included', () => {
    const known = new Map(files.map(({ path, imports }) => [path, imports]));
    const isReached = (from: string, path: string, seen = new Set<string>()): boolean => {
      if (from === path) return true;
      if (seen.has(from)) return false;
      seen.add(from);
      return (known.get(from) ?? []).some((next) => isReached(next, path, seen));
    };
    const circles = files.flatMap(({ path, imports }) =>
      imports.filter((target) => isReached(target, path)).map((target) => `${path} → ${target}`),
    );
    expect(circles).toEqual([]);
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
  'contact/fields',
  'list/page',
  'plan/plan',
  'query/cursor',
  'query/filter',
  'query/order',
  'query/parameters',
  'query/query',
  'query/restriction',
  'query/value',
  'sql/predicate',
  'sql/scope',
  'sql/statement',
];

describe('a pure module', () => {
  const pure = modules.filter(({ text }) => /^(\/\/.*\n)*\/\/.*\bPure\b/.test(text));

  it('says so in its header', () => {
    expect(pure.map(({ path }) => path)).toEqual(expect.arrayContaining(PURE.map((name) => `${name}.ts`)));
  });

  it.each(pure.map(({ path }) => path))('touches nothing outside, and nor does what it needs: %s', (path) => {
    const touching: string[] = [];
    for (const [needed, way] of reach(path))
      for (const [what, pattern] of Object.entries(IMPURE))
        if (pattern.test(byPath.get(needed)!.code)) touching.push(`${way.join(' → ')} touches ${what}`);
    expect(touching).toEqual([]);
  });
});
