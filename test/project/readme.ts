// The parts of README.md that are derived: the field table and the tree from the code, the numbers from the committed
// results of the bench. Run by itself (`npm run readme`) it writes them; the test beside it holds them true.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isResult, type Result } from '../../bench/report/result.ts';
import { toSummary } from '../../bench/report/summary.ts';
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, 'README.md');
const CODE = ['src', 'seed', 'bench'];
const RESULTS = join(ROOT, 'bench/results');
const GENERATED = 'worker-configuration.d.ts';

/** README.md as it stands, and as it should. */
export function readme(): { actual: string; wanted: string } {
  const actual = readFileSync(FILE, 'utf8');
  const parts = { fields: toFieldTable(), tree: toTree(), numbers: toNumbers() };
  const wanted = Object.entries(parts).reduce((text, [part, lines]) => fill(text, part, lines), actual);
  return { actual, wanted };
}

function fill(text: string, part: string, lines: string): string {
  return text.replace(
    new RegExp(`(<!-- ${part} -->\n)[^]*(<!-- /${part} -->)`),
    (_, begin, end) => begin + lines + end,
  );
}

function toNumbers(): string {
  const files = existsSync(RESULTS) ? readdirSync(RESULTS).filter((name) => name.endsWith('.json')) : [];
  const results = files.map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')) as Result);
  return `${toSummary(results.filter(isResult)).join('\n').trimEnd()}\n`;
}

function toFieldTable(): string {
  const rows = FIELD_NAMES.map((name) => {
    const { type, values, nullable, table, index } = FIELDS[name];
    const described = values ? values.map((value) => `\`${value}\``).join(' ') : type;
    return `| ${name} | ${described} | ${nullable ? 'yes' : ''} | ${index ? `\`${index}\`` : `the row ids of \`${table}\``} |\n`;
  });
  return ['| field | type | may be null | served by |\n', '|---|---|---|---|\n', ...rows].join('');
}

/** Every file with the first sentence of the comment on its top. */
function toTree(): string {
  const rows = CODE.flatMap((folder) => toRows(folder, 0));
  return ['```\n', ...rows, '```\n'].join('');
}

function toRows(folder: string, depth: number): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(
    ({ name }) => name !== GENERATED && !name.startsWith('.') && join(ROOT, folder, name) !== RESULTS,
  );
  const indent = '  '.repeat(depth + 1);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return [
    `${'  '.repeat(depth)}${folder.split('/').at(-1)}/\n`,
    ...files.sort().map((name) => `${(indent + name).padEnd(22)}${toPurpose(join(folder, name))}\n`),
    ...folders.sort().flatMap((name) => toRows(`${folder}/${name}`, depth + 1)),
  ];
}

function toPurpose(file: string): string {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const end = lines.findIndex((line) => !/^(\/\/|#) /.test(line));
  const comment = lines.slice(0, end).map((line) => line.replace(/^\S+ /, '')).join(' '); // biome-ignore format: short
  return comment.match(/^.*?(?=\.(?: |$)|[;:] )/)?.[0] ?? comment;
}

if (import.meta.main) writeFileSync(FILE, readme().wanted);
