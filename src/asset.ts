// Where what is served as it is lies, and how it is written: for the builds of the page, the documentation and the client.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');
/** What wrangler serves without the Worker. */
export const FOLDER = '.wrangler/page';

/** In one step, and only what is new: another process that builds or serves at the same time never finds half a file. */
export function write(path: string, content: string | Uint8Array): void {
  const file = resolve(ROOT, path);
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = join(ROOT, `.wrangler/draft-${process.pid}`); // not where it would be served
  mkdirSync(dirname(draft), { recursive: true });
  writeFileSync(draft, content);
  renameSync(draft, file);
}
