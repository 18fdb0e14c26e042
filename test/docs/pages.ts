// The pages of the documentation: the README, src/docs and .github, as they stand.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const README = 'README.md';
const FOLDERS = ['src/docs', '.github'];

export interface Page {
  /** From the checkout's folder on. */
  path: string;
  text: string;
}

export function toFile(path: string): string {
  return join(ROOT, path);
}

export function readPages(): Page[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(toFile(folder))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  return [README, ...inFolders].map((path) => ({ path, text: readFileSync(toFile(path), 'utf8') }));
}

/** The text without code blocks, in which nothing is a link or a heading. */
export function toProse(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/^ {4,}\S.*$/gm, '');
}
