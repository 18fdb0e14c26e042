// The client's declarations for others: a file for each entry that needs nothing of this project. What table.ts derives
// from the field table is spelt out; the rest is what the compiler declares, put together.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../asset.ts';
import { FIELD_NAMES, FIELDS, type Field } from '../contact/fields.ts';
import { PROBLEMS } from '../problem.ts';
import { COUNT_MODES } from '../query/options.ts';

const ENTRY = 'client';
/** Of these only types are for others, and not these. */
const MODULES = [
  'parameters',
  'answer',
  'problem',
  'transport',
  'list',
  'writes',
  'records',
  'export',
  'actions',
  ENTRY,
];
const OWN = ['Sending', 'Transport', 'Marker'];

const HELD: Record<Field['type'], string> = {
  integer: 'number',
  text: 'string',
  enum: 'string',
  date: 'string',
  datetime: 'string',
};

/** By the names of entries, of which `adapters` gives the modules. */
export function declareEntries(adapters: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'kartei-declare-'));
  try {
    const own = MODULES.map((name) => `src/client/${name}.ts`);
    emit(
      [...own, ...Object.values(adapters).map((name) => `src/client/adapters/${name}.ts`), 'src/problem.ts'],
      folder,
    );
    const read = (path: string) => readFileSync(join(folder, path), 'utf8');
    const faults = /export type FaultCode = ([^;]+);/.exec(read('problem.d.ts'))![1]!;
    const parts = MODULES.map((name) => toPublic(read(`client/${name}.d.ts`), name === ENTRY));
    const beside = Object.entries(adapters).map(([name, module]) => {
      return [name, read(`client/adapters/${module}.d.ts`).replace(/'\.\.\/\w+\.ts'/g, "'./client.js'")];
    });
    return { [ENTRY]: [spellTable(faults), ...parts].join(''), ...Object.fromEntries(beside) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By syntax alone: what is checked has been checked before. */
function emit(files: string[], folder: string): void {
  const only = [
    '--ignoreConfig',
    '--declaration',
    '--emitDeclarationOnly',
    '--noCheck',
    '--noResolve',
    '--isolatedDeclarations',
  ];
  const like = [
    '--target',
    'es2024',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--allowImportingTsExtensions',
  ];
  const where = ['--rootDir', 'src', '--outDir', folder];
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), ...only, ...like, ...where, ...files],
    {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
}

/** Without imports, for all is in one file; functions and constants only of the entry. */
function toPublic(declarations: string, isEntry: boolean): string {
  const statements = declarations.split(/\n(?=\/\*\*|(?<!\*\/\n)(?:export|declare|import|interface|type)\b)/);
  const isDropped = isEntry
    ? /^(import|export \{)/
    : new RegExp(
        `^(import|export \\{|(/\\*\\*[^]*\\*/\n)?export (declare (function|const)|interface (${OWN.join('|')})\\b))`,
      );
  return statements.filter((statement) => !isDropped.test(statement)).map((statement) => `${statement.trimEnd()}\n`).join(''); // biome-ignore format: one line
}

/** The same as table.ts says; a test holds that it is. */
function spellTable(faults: string): string {
  const lines = FIELD_NAMES.map((name) => {
    const { type, values, nullable, operators, facet } = FIELDS[name];
    const holds = [...(values ? quoteAll(values) : [HELD[type]]), ...(nullable ? ['null'] : [])].join(' | ');
    const asked = quoteAll(operators).join(' | ');
    return `    ${name}: { holds: ${holds}; operators: ${asked}; isSaid: '${toSaid(FIELDS[name])}'; hasFacet: ${facet !== null} };`;
  });
  return [
    'export interface FieldTable {',
    ...lines,
    '}',
    `export type CountWanted = ${quoteAll(COUNT_MODES).join(' | ')};`,
    `export type ProblemName = ${quoteAll(Object.keys(PROBLEMS)).join(' | ')};`,
    `export type FaultName = ${faults};`,
    '',
  ].join('\n');
}

function toSaid({ write, table, nullable, column }: Field): string {
  if (write === null) return 'never';
  if (table === 'address') return 'with its address';
  return nullable || column.hasDefault ? 'if wanted' : 'always';
}

function quoteAll(texts: readonly string[]): string[] {
  return texts.map((text) => `'${text}'`);
}
