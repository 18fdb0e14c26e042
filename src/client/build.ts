// Makes the client for others: /client.js and /client.d.ts among what is served as it is; and in dist/client what `npm pack`
// packs, the client and its adapters, each one module without imports at run time, with its declarations.
import { build } from 'esbuild';
import { ASSETS, ROOT, writeWhole } from '../asset.ts';
import { declareEntries } from './declare.ts';

const PACKED = 'dist/client';
/** By the names of what is imported, the modules: those of the frameworks, and one for all that ask by number. */
const ADAPTERS = { places: 'places', 'tanstack-query': 'tanstack', 'ag-grid': 'aggrid', 'react-admin': 'reactadmin' };

export async function buildClient(): Promise<void> {
  const declarations = declareEntries(ADAPTERS);
  const adapters = Object.entries(ADAPTERS).map(([name, file]) => [name, `src/client/adapters/${file}.ts`] as const);
  const entries: Record<string, string> = Object.fromEntries([['client', 'src/client/client.ts'], ...adapters]);
  for (const [name, text] of Object.entries(declarations)) writeWhole(`${PACKED}/${name}.d.ts`, text);
  for (const [name, entry] of Object.entries(entries)) writeWhole(`${PACKED}/${name}.js`, await bundle(entry, false));
  writeWhole(`${ASSETS}/client.js`, await bundle(entries.client!, true));
  writeWhole(`${ASSETS}/client.d.ts`, declarations.client!);
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
