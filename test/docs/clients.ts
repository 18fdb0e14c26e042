// The client's examples as the documentation shows them: each file, without the comment on its top.
import { readdirSync, readFileSync } from 'node:fs';
import { toFile } from './pages.ts';

const FOLDER = 'src/client/examples';

/** By the names `example:…`. */
export const EXAMPLE_PARTS: Record<string, () => string[]> = Object.fromEntries(
  readdirSync(toFile(FOLDER)).map((file) => [`example:${file.replace('.ts', '')}`, () => readExample(file)]),
);

function readExample(file: string): string[] {
  const text = readFileSync(toFile(`${FOLDER}/${file}`), 'utf8').replace(/^(\/\/.*\n)+/, '');
  return ['```ts', ...text.trimEnd().split('\n'), '```'];
}
