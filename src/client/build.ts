// Makes the client for others: /client.js and /client.d.ts among what is served as it is; and in dist/client what `npm pack`
// packs, the client and its adapters, each one module without imports at run time, with its declarations. What has been made
// of the same sources is not made again: each start of wrangler and of the tests asks for it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FOLDER, ROOT, write } from '../asset.ts';

const PACKED = 'dist/client';
/** By the names of what is imported, the modules: those of the frameworks, and one for all that ask by number. */
const ADAPTERS = { places: 'places', 'tanstack-query': 'tanstack', 'ag-grid': 'aggrid', 'react-admin': 'reactadmin' };
/** What it is made of, and by. */
const SOURCES = ['src/client', 'src/contact', 'src/query', 'src/db', 'src/problem.ts', 'package.json'];
const STAMP = '.wrangler/client.hash';

export async function buildClient(): Promise<void> {
  const adapters = Object.entries(ADAPTERS).map(([name, file]) => [name, `src/client/adapters/${file}.ts`] as const);
  const entries: Record<string, string> = Object.fromEntries([['client', 'src/client/client.ts'], ...adapters]);
  const packed = Object.keys(entries).flatMap((name) => [`${PACKED}/${name}.js`, `${PACKED}/${name}.d.ts`]);
  const made = [...packed, `${FOLDER}/client.js`, `${FOLDER}/client.d.ts`];
  const stamp = hashSources();
  const isMade = [...made, STAMP].every((file) => existsSync(join(ROOT, file)));
  if (isMade && readFileSync(join(ROOT, STAMP), 'utf8') === stamp) return;

  const { declareEntries } = await import('./declare.ts'); // it loads the field table
  const declarations = declareEntries(ADAPTERS);
  for (const [name, text] of Object.entries(declarations)) write(`${PACKED}/${name}.d.ts`, text);
  for (const [name, entry] of Object.entries(entries)) write(`${PACKED}/${name}.js`, await bundle(entry, false));
  write(`${FOLDER}/client.js`, await bundle(entries.client!, true));
  write(`${FOLDER}/client.d.ts`, declarations.client!);
  write(STAMP, stamp);
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const isFile = /\.\w+$/.test(source);
    const files = isFile ? [''] : readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files)
      if (isFile || file.endsWith('.ts')) hash.update(file).update(readFileSync(join(ROOT, source, file)));
  }
  return hash.digest('hex');
}

async function bundle(entry: string, minify: boolean): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    minify,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]!.contents;
}

if (import.meta.main) await buildClient();
