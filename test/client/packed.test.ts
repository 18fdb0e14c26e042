// The client as npm packs it, in a folder of its own that has nothing else: compiled against, and imported by Node, over a
// running Worker. Every example is run so.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { createDataSource } from '../../src/client/examples/muix.ts';
import { createRefineProvider } from '../../src/client/examples/refine.ts';
import { type Server, startServer } from '../browser/server.ts';
import { ROOT } from '../docs/pages.ts';
import { createFolder } from '../seed/folder.ts';
import { idsOf } from './service.ts';

const run = promisify(execFile);
const EXAMPLES = join(ROOT, 'src/client/examples');
const CONTACTS = 3000;
const FRAMEWORKS = ['ag-grid-community', 'ra-core', 'react', '@types', '@tanstack'];
const BEFORE_SNIPPET = `
  import type { ComponentType } from 'react';
  import type { Client } from 'kartei/client';
  declare const client: Client;
  declare const element: HTMLElement;
  declare const search: HTMLInputElement;
  declare const ContactList: ComponentType;
  declare const ContactEdit: ComponentType;
`;

const { folder, remove } = createFolder();
let server: Server;

beforeAll(async () => {
  server = await startServer(CONTACTS);
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
  const home = join(folder, 'node_modules/kartei');
  mkdirSync(home, { recursive: true });
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  await run('tar', ['-xzf', join(folder, packed), '-C', home, '--strip-components=1']);
  cpSync(EXAMPLES, folder, { recursive: true });
  cpSync(join(ROOT, 'test/client/usage.ts'), join(folder, 'usage.ts'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(async () => {
  await server?.close();
  remove();
});

/** As strict as a user may be. */
function compile(...files: string[]) {
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
  const where = [
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--lib',
    'es2024,dom,dom.iterable',
    '--types',
    '',
  ];
  return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, ...where, ...files], {
    cwd: folder,
  });
}

/** What an example says, which must not fail. */
async function example(name: string): Promise<string> {
  const env = { ...process.env, KARTEI: server.url, FILE: join(folder, 'contacts.csv') };
  const { stdout } = await run(process.execPath, [join(folder, `${name}.ts`)], { cwd: folder, env });
  return stdout;
}

describe('what is packed', () => {
  it('needs no other package', () => {
    const { dependencies, private: isPrivate } = JSON.parse(readFileSync(join(folder, 'node_modules/kartei/package.json'), 'utf8')); // biome-ignore format: one line
    expect([dependencies, isPrivate]).toEqual([undefined, true]);
    for (const name of readdirSync(join(folder, 'node_modules/kartei/dist/client')))
      if (name.endsWith('.js'))
        expect(readFileSync(join(folder, 'node_modules/kartei/dist/client', name), 'utf8')).not.toMatch(
          /^import\b|\brequire\(/m,
        );
  });

  it('compiles in browsers, with nothing but its own declarations', async () => {
    await compile('usage.ts', 'muix.ts', 'refine.ts');
  });

  it('compiles with the frameworks, as the documentation says', async () => {
    const modules = join(folder, 'node_modules');
    for (const name of FRAMEWORKS) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    mkdirSync(join(modules, 'react-admin')); // its Admin is that of ra-core, with a look
    writeFileSync(join(modules, 'react-admin/index.d.ts'), `export { CoreAdmin as Admin, Resource } from 'ra-core';`);
    const written = readFileSync(join(ROOT, 'src/docs/client.md'), 'utf8').replace(
      /<!-- (example:\w+) -->[\s\S]*?<!-- \/\1 -->/g,
      '',
    );
    const snippets = [...written.matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)].map(([, snippet]) => snippet!);
    expect(snippets).toHaveLength(3);
    const files = snippets.map((snippet, at) => {
      writeFileSync(join(folder, `snippet${at}.tsx`), `${BEFORE_SNIPPET}${snippet}`);
      return `snippet${at}.tsx`;
    });
    await compile('--skipLibCheck', '--jsx', 'react-jsx', ...files);
  });
});

describe('the examples', () => {
  it('are all tried', () => {
    const tried = ['change', 'create', 'export', 'follow', 'list', 'muix', 'plain', 'refine', 'walk'];
    expect(readdirSync(EXAMPLES).sort()).toEqual(tried.map((name) => `${name}.ts`));
  });

  it('list', async () => {
    expect(await example('list')).toMatch(/^(\d+ .+\n){5}of (at least )?\d+\ncursor-invalid \[/);
  });

  it('walk', async () => {
    expect(await example('walk')).toMatch(/^points in Norway: \d+\nthe last active: .+\nin the middle: .+\n$/);
  });

  it('create', async () => {
    expect(await example('create')).toMatch(/^created and changed: \d+ 412\nsomebody changed it: 412\n$/);
  });

  it('export', async () => {
    expect(await example('export')).toMatch(/^cities: \d+\n$/);
    expect(readFileSync(join(folder, 'contacts.csv'), 'utf8')).toMatch(/^id,first_name[\s\S]*\n#end,rows=\d+,.*\r\n$/);
  });

  it('follow', async () => {
    expect(await example('follow')).toMatch(/^in step: 3000 \d{4}-\S+Z \S+\n$/);
  });

  it('plain', async () => {
    const { total } = await createClient({ url: server.url }).count({ country: 'NO', count: 'exact' });
    expect(await example('plain')).toBe(`in Norway: ${total.value}\n`);
  });

  it('change', async () => {
    const { total } = await createClient({ url: server.url }).count({
      country: 'NO',
      'points.lt': 100,
      count: 'exact',
    });
    expect(await example('change')).toMatch(
      new RegExp(`^${total.value} contacts, for example [\\s\\S]*\\nchanged: ${total.value}\\n$`),
    );
    expect(await createClient({ url: server.url }).page({ country: 'NO', 'points.lt': 100 })).toMatchObject({
      data: [],
    });
  });

  it('muix', async () => {
    const client = createClient({ url: server.url });
    const { getRows } = createDataSource(client, { 'points.gte': 5 });
    const wanted = await idsOf(client, { 'points.gte': 5, sort: '-last_name' }, 75);
    const sortModel = [{ field: 'last_name', sort: 'desc' }] as const;
    for (const page of [0, 1, 2, 1, 0]) {
      const { rows, pageInfo } = await getRows({ paginationModel: { page, pageSize: 25 }, sortModel });
      expect(rows.map(({ id }) => id)).toEqual(wanted.slice(page * 25, page * 25 + 25));
      expect(pageInfo.hasNextPage).toBe(true);
    }
  });

  it('refine', async () => {
    const client = createClient({ url: server.url });
    const { getList, update, getOne } = createRefineProvider(client);
    const wanted = await idsOf(client, { country: 'NO', sort: 'city' }, 30);
    const asked = {
      sorters: [{ field: 'city', order: 'asc' }],
      filters: [{ field: 'country', operator: 'eq', value: 'NO' }],
    } as const;
    for (const currentPage of [1, 2, 3, 2, 1]) {
      const { data, cursor } = await getList({ ...asked, pagination: { currentPage, pageSize: 10 } });
      expect(data.map(({ id }) => id)).toEqual(wanted.slice(currentPage * 10 - 10, currentPage * 10));
      expect(cursor).toEqual({ next: currentPage + 1, prev: currentPage > 1 ? currentPage - 1 : undefined });
    }
    await update({ id: 1, variables: { points: 1 } });
    expect((await getOne({ id: 1 })).data.points).toBe(1);
  });
});
