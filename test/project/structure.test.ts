// The rules of the source tree, read off its import lines and its text: who may know whom, who talks to the database, who
// writes SQL, and who knows of HTTP.
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTree } from './tree.ts';

const MOST_LINES = 200;
const MOST_FILES = 16;

/**
 * The rooms from top to bottom, and which of those below it each knows, types included. What stands in no room is known to
 * all; the entry, which is known to none, knows any.
 */
const ROOMS: Record<string, string[]> = {
  site: ['http', 'page', 'client', 'contact'],
  http: ['page', 'list', 'write', 'sql', 'query', 'contact', 'version', 'cache', 'db'],
  page: [],
  client: ['query', 'contact'],
  list: ['sql', 'plan', 'statistics', 'query', 'contact', 'version', 'cache', 'db', 'text'],
  write: ['contact', 'db', 'text'],
  sql: ['plan', 'statistics', 'query', 'contact', 'db', 'text'],
  plan: ['statistics', 'query', 'contact', 'text'],
  statistics: ['query', 'contact', 'cache', 'db'],
  query: ['contact', 'text'],
  contact: ['db', 'text'],
  version: ['cache', 'db'],
  cache: [],
  db: [],
  text: [],
};
const ENTRY = 'index.ts';

const modules = readTree('src');
const byPath = new Map(modules.map((module) => [module.path, module]));
const edges = modules.flatMap(({ path, imports }) => imports.map((target) => ({ path, target })));

/** The room of a module; null for the entry and what stands in no room. */
function roomOf(path: string): string | null {
  return path.includes('/') ? path.split('/')[0]! : null;
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

  it('has its rooms in an order', () => {
    const order = Object.keys(ROOMS);
    for (const [at, room] of order.entries())
      expect([room, ROOMS[room]!.filter((known) => order.indexOf(known) <= at)]).toEqual([room, []]);
    const rooms = new Set(modules.map(({ path }) => roomOf(path)).filter((room) => room !== null));
    expect([...rooms].sort()).toEqual(order.sort());
  });

  it.each(Object.entries(ROOMS))('has %s know these rooms below it, and no other', (room, known) => {
    const own = edges.filter(({ path, target }) => roomOf(path) === room && ![room, null].includes(roomOf(target)));
    const strange = own.filter(({ target }) => !known.includes(roomOf(target)!));
    expect(strange.map(({ path, target }) => `${path} → ${target}`)).toEqual([]);
    expect(new Set(own.map(({ target }) => roomOf(target)))).toEqual(new Set(known));
  });

  it('has leaves that know of no room, and an entry and routes that are known from above only', () => {
    const upward = edges.filter(({ path, target }) => path !== ENTRY && !roomOf(path) && roomOf(target));
    expect(upward).toEqual([]);
    const inward = edges.filter(({ target }) => target === ENTRY || target === 'http/routes.ts');
    expect(inward).toEqual([{ path: ENTRY, target: 'http/routes.ts' }]);
  });

  it('lists contacts without knowing that lists are cached', () => {
    const known = edges.filter(({ path, target }) => roomOf(path) === 'list' && /^(cache|version)\//.test(target));
    expect([...new Set(known.map(({ path }) => path))].sort()).toEqual([
      'list/cached.ts',
      'list/hedged.ts',
      'list/recall.ts',
      'list/totals.ts',
    ]);
  });

  it('writes SQL in few rooms', () => {
    const writing = modules.filter(({ code }) => /\bsql(`|\.\w+\()/.test(code));
    expect(writing.map(({ path }) => path).filter((path) => !/^(sql|db|write\/statements)\//.test(path))).toEqual([]);
    expect(writing.length).toBeGreaterThan(20);
  });

  it('has a client for others that needs nothing of the service when it runs, only its types', () => {
    const running = modules.filter(({ path }) => /^client\/(?!build|declare|examples\/)/.test(path));
    const outward = running.flatMap(({ path, needs, packages }) =>
      [...needs.filter((target) => roomOf(target) !== 'client'), ...packages].map((target) => `${path} → ${target}`),
    );
    expect(outward).toEqual([]);
    const typed = running.filter(({ imports }) => imports.some((target) => roomOf(target) !== 'client'));
    expect(typed.map(({ path }) => path)).toEqual(['client/table.ts']);
  });

  it('knows of requests and responses in one room, and where browsers and programs send them', () => {
    const knowing = modules.filter(({ code }) => /\b(Request|Response|Headers)\b|['"]hono\b/.test(code));
    expect(knowing.map(({ path }) => path).filter((path) => !/^(http|page\/browser|client)\//.test(path))).toEqual([]);
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
    for (const { path } of modules) expect(path).toMatch(/^[a-z]+(\/[a-z]+)*(\.config|\.d)?\.tsx?$/);
  });

  it('gives each type a name that no other has', () => {
    const names = modules.flatMap(({ code }) =>
      [...code.matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm)].map(([, name]) => name!),
    );
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.length).toBeGreaterThan(50);
  });

  it('has modules headed by what they are, in one to four lines', () => {
    const headless = modules.filter(({ text }) => !/^(\/\/ .+\n){1,4}(?!\/\/)/.test(text));
    expect(headless.map(({ path }) => path)).toEqual([]);
  });
});

describe.each(['src', 'bench', 'seed', 'test'])('the tree of %s', (tree) => {
  const files = readTree(tree);

  it('has small folders', () => {
    const folders = Map.groupBy(files, ({ path }) => dirname(path));
    expect([...folders].filter(([, { length }]) => length > MOST_FILES).map(([folder]) => folder)).toEqual([]);
  });

  it('has short files', () => {
    const long = files.filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it.skipIf(tree === 'test')('knows nothing of the tests', () => {
    const knowing = files.filter(({ text }) => /from '(\.\.\/)+test\//.test(text));
    expect(knowing.map(({ path }) => path)).toEqual([]);
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
