// Makes the page's script and style for browsers: minified, named by their content, so that they are cached for ever; and
// a list of these names, which the Worker puts into the page.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { FOLDER, ROOT, write } from '../asset.ts';

/** Beside the folder, for it is not served; the Worker imports it. */
const NAMES = '.wrangler/page.json';
/**
 * The headers of what is served so, as wrangler reads them. Pages of any origin may import the client (../client/build.ts);
 * Deno asks for its types.
 */
export const HEADERS = `/*
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
  const folder = join(ROOT, FOLDER);
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: 'src/page/browser/main.ts', 'page-style': 'src/page/style/page.css' },
    entryNames: '[name]-[hash]',
    outdir: FOLDER,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome125', 'firefox128', 'safari18'],
    write: false,
    logLevel: 'warning',
    tsconfig: 'src/page/tsconfig.json',
  });
  for (const { path, contents } of outputFiles) write(path, contents);
  const made = outputFiles.map(({ path }) => basename(path));
  const find = (end: string) => `/${made.find((name) => name.endsWith(end))}`;
  write(join(ROOT, NAMES), JSON.stringify({ script: find('.js'), style: find('.css') }));
  const isOld = (name: string) => name.startsWith('page-') && !made.includes(name);
  for (const name of readdirSync(folder).filter(isOld)) rmSync(join(folder, name), { force: true });
}
