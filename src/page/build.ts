// Makes the page's script and style for browsers: minified, named by their content, so that they are cached for ever; and
// a list of these names, which the Worker puts into the page. wrangler runs it before it bundles or serves the Worker.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { ASSETS, ROOT, writeWhole } from '../asset.ts';

/** Beside the folder, for it is not served; the Worker imports it. */
const NAMES = '.wrangler/page.json';
/** Modules of the client may be imported by any page (../client/build.ts); Deno asks for their types. */
const HEADERS = `/*
  X-Content-Type-Options: nosniff
  Cross-Origin-Resource-Policy: same-origin
/page-*
  Cache-Control: public, max-age=31536000, immutable
/client.js
  Access-Control-Allow-Origin: *
  X-TypeScript-Types: /client.d.ts
/client.d.ts
  Access-Control-Allow-Origin: *
  Content-Type: application/typescript; charset=utf-8
`;

/** Writes what browsers load. What an older build left is deleted last, so that there is no moment without a page. */
export async function buildPage(): Promise<void> {
  const folder = join(ROOT, ASSETS);
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: 'src/page/browser/main.ts', 'page-style': 'src/page/style/page.css' },
    entryNames: '[name]-[hash]',
    outdir: ASSETS,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome125', 'firefox128', 'safari18'],
    write: false,
    logLevel: 'warning',
    tsconfig: 'src/page/tsconfig.json',
  });
  for (const { path, contents } of outputFiles) writeWhole(path, contents);
  const made = outputFiles.map(({ path }) => basename(path));
  const find = (end: string) => `/${made.find((name) => name.endsWith(end))}`;
  writeWhole(join(folder, '_headers'), HEADERS);
  writeWhole(join(ROOT, NAMES), JSON.stringify({ script: find('.js'), style: find('.css') }));
  const isOld = (name: string) => name.startsWith('page-') && !made.includes(name);
  for (const name of readdirSync(folder).filter(isOld)) rmSync(join(folder, name), { force: true });
}

if (import.meta.main) await buildPage();
