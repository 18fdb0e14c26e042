// Makes what browsers load without the Worker: the contacts page's script and style, the client for others, and the
// documentation, rendered; and the OpenAPI document, which the Worker answers. wrangler runs it before it bundles or
// serves the Worker, and serves the folder that it fills.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { FOLDER, ROOT, write } from '../asset.ts';
import { buildClient } from '../client/build.ts';
import { toOpenApi } from '../http/openapi/document.ts';
import { buildPage, HEADERS } from '../page/build.ts';
import { toDocument } from './layout.ts';
import { readFiles, readSite, type SitePage, toGroups } from './pages.ts';
import { toProblemIndex, toProblemPages } from './problems/pages.ts';
import { toReference } from './reference/reference.ts';

/** What the pages of the documentation may do: have the style and the pictures of this host, and nothing else. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** As long as the OpenAPI document may be kept. */
const MINUTES = 5;
const toRule = (path: string) => `${path}
  Content-Security-Policy: ${POLICY}
  Referrer-Policy: no-referrer
  X-Frame-Options: DENY
  Cross-Origin-Opener-Policy: same-origin
  Strict-Transport-Security: max-age=15552000; includeSubDomains
  Cache-Control: public, max-age=${MINUTES * 60}
`;
const STYLES = '/style';
const FOLDERS = ['/docs', '/problems', STYLES];
const OWN_HEADERS = `${HEADERS}${FOLDERS.slice(0, 2).map((folder) => toRule(`${folder}/*`)).join('')}${STYLES}/*
  Cache-Control: public, max-age=31536000, immutable
`; // biome-ignore format: as the file has it

export async function buildAssets(): Promise<void> {
  await Promise.all([buildPage(), buildClient()]);
  const style = await buildStyle();
  const made = [style, ...toPages(style.address), ...readFiles()];
  for (const { address, bytes } of made) {
    const path = join(ROOT, FOLDER, address);
    mkdirSync(dirname(path), { recursive: true });
    write(path, bytes);
  }
  write(join(ROOT, FOLDER, 'openapi.json'), JSON.stringify(toOpenApi()));
  write(join(ROOT, FOLDER, '_headers'), OWN_HEADERS);
  const paths = made.map(({ address }) => address);
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(ROOT, FOLDER, folder)))
      if (!paths.includes(`${folder}/${name}`)) rmSync(join(ROOT, FOLDER, folder, name), { recursive: true });
}

/** The documents, as files: a folder's is its index. */
function toPages(style: string): { address: string; bytes: Uint8Array }[] {
  const problems = toProblemPages();
  const index = toProblemIndex();
  const groups = toGroups([...readSite(), toReference(), index]);
  const pages: SitePage[] = [...groups.flatMap(({ pages }) => pages), ...problems];
  return pages.map((page) => ({
    address: page.address.endsWith('/') ? `${page.address}index.html` : `${page.address}.html`,
    bytes: Buffer.from(toDocument(page, groups, style)),
  }));
}

async function buildStyle(): Promise<{ address: string; bytes: Uint8Array }> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { docs: 'src/site/style/docs.css' },
    entryNames: '[name]-[hash]',
    outdir: FOLDER,
    bundle: true,
    minify: true,
    target: ['chrome125', 'firefox128', 'safari18'],
    write: false,
    logLevel: 'warning',
  });
  const [{ path, contents }] = outputFiles as [(typeof outputFiles)[number]];
  return { address: `${STYLES}/${basename(path)}`, bytes: contents };
}

if (import.meta.main) await buildAssets();
