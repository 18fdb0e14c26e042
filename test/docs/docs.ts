// npm run docs: the derived parts of the documentation, each between two comments with its name. `toWanted` fills a page
// with what code and committed results say now; run by itself this writes every page.
import { readFileSync, writeFileSync } from 'node:fs';
import { EXAMPLE_PARTS } from './clients.ts';
import { readCommands } from './commands.ts';
import {
  toCpuPart,
  toExportPart,
  toHeadlinePart,
  toJsonPart,
  toLoadingPart,
  toNumberPart,
  toPagePart,
  toPeerPart,
  toPricePart,
  toSearchPart,
  toStoredPart,
} from './numbers.ts';
import { type Page, readPages, toFile } from './pages.ts';
import {
  toFaultTable,
  toFieldTable,
  toKeyTable,
  toLimitTable,
  toOperatorTable,
  toParameterTable,
  toProblemTable,
  toRightsTable,
} from './tables.ts';
import { toRoomTable, toTree } from './tree.ts';

type Parts = Record<string, () => string[]>;

/** What needs no process of its own; the name is that of the comments around it. */
export const PARTS: Parts = {
  fields: toFieldTable,
  operators: toOperatorTable,
  parameters: toParameterTable,
  problems: toProblemTable,
  faults: toFaultTable,
  limits: toLimitTable,
  rights: toRightsTable,
  keys: toKeyTable,
  rooms: toRoomTable,
  tree: toTree,
  headlines: toHeadlinePart,
  numbers: toNumberPart,
  searches: toSearchPart,
  loading: toLoadingPart,
  page: toPagePart,
  ...EXAMPLE_PARTS,
  mirror: () => toCode('src/docs/examples/mirror.mjs'),
  peers: toPeerPart,
  cpu: toCpuPart,
  json: toJsonPart,
  stored: toStoredPart,
  prices: toPricePart,
  export: toExportPart,
};

/** A file of code, as it is. */
function toCode(path: string): string[] {
  return ['```js', readFileSync(toFile(path), 'utf8').trimEnd(), '```'];
}

/** The page as it should be. Throws where a part that it begins has no end. */
export function toWanted({ path, text }: Page, parts: Parts): string {
  return text.replace(/<!-- ([\w:]+) -->\n([\s\S]*?)<!-- (\/?[\w:]+) -->/g, (all, name: string, _, end: string) => {
    if (end !== `/${name}`) throw new Error(`${path}: ${name} has no end`);
    const part = parts[name];
    return part ? `<!-- ${name} -->\n${part().join('\n').trimEnd()}\n<!-- /${name} -->` : all;
  });
}

/** The parts that are a command's own help, by the names `help:…`. */
export async function readHelpParts(): Promise<Parts> {
  const commands = await readCommands();
  return Object.fromEntries(commands.map(({ name, lines }) => [`help:${name}`, () => ['```', ...lines, '```']]));
}

if (import.meta.main) {
  const parts = { ...PARTS, ...(await readHelpParts()) };
  for (const page of readPages()) {
    const wanted = toWanted(page, parts);
    if (wanted === page.text) continue;
    writeFileSync(toFile(page.path), wanted);
    console.log(page.path);
  }
}
