// The files of a tree with their text and what they import.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const GENERATED = 'worker-configuration.d.ts';

export interface Module {
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
  const own = found.filter(({ target }) => target.startsWith('.') && !target.endsWith('.json'));
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

/** The files of a folder of the project, by their paths in it. */
export function readTree(tree: string): Module[] {
  const folder = join(ROOT, tree);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && entry.name !== GENERATED)
    .map((entry) => readModule(tree, relative(folder, join(entry.parentPath, entry.name))));
}
