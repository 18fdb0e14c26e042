// The rooms and files of the project: a sentence on each room, and of each file what the comment on its top begins with.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pages.ts';

const CODE = ['src', 'seed', 'bench'];
const SOURCE = 'src';
const RESULTS = 'bench/results';
const UNTOLD = /^worker-configuration\.d\.ts$|\.(json|jpg)$/;
const WIDTH = 22;

/** What each room of src is for, from the request inwards. */
const ROOMS: Record<string, string> = {
  site: 'the documentation as browsers get it, rendered when the Worker is built',
  http: 'requests and responses: routes, access, limits, entity tags, problem documents',
  page: 'the contacts page: rendered on the Worker, taken over in the browser; over the public API alone',
  client:
    'the typed client for others, and adapters of frameworks to it: over the public API alone, by types of the rooms below',
  list: 'a query → its answer: the cache around it, the batch of statements, rows, page, total, facets',
  write: 'what is sent → what is stored: input, changes, statements, one transaction',
  sql: 'a plan → its statements',
  plan: 'a query and statistics → a plan. Pure',
  statistics: 'how common values and words are, from a sample',
  query: 'an address → what is asked, every value parsed, every fault named. Pure',
  contact: 'the field table, from which everything that lists fields is derived',
  version: 'the data version: in D1, as KV announces it, as a client has seen it',
  cache: 'entries in KV and in memory; knows nothing of contacts',
  db: 'the schema, and the one way to D1',
  text: 'how text compares and sorts, words, spelling',
  docs: 'these pages',
};

export function toRoomTable(): string[] {
  const rooms = readFolders(SOURCE);
  const unknown = rooms.filter((room) => !(room in ROOMS));
  if (unknown.length > 0) throw new Error(`test/docs/tree.ts says nothing of ${unknown.join(', ')}`);
  const rows = Object.entries(ROOMS).filter(([room]) => rooms.includes(room));
  return ['| room of `src/` | has |', '|---|---|', ...rows.map(([room, has]) => `| \`${room}\` | ${has} |`)];
}

export function toTree(): string[] {
  return ['```', ...CODE.flatMap((folder) => toLines(folder, 0)), '```'];
}

function toLines(folder: string, depth: number): string[] {
  const files = readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !UNTOLD.test(entry.name) && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const indent = '  '.repeat(depth + 1);
  return [
    `${'  '.repeat(depth)}${folder.split('/').at(-1)}/`,
    ...files.sort().map((name) => `${(indent + name).padEnd(WIDTH)}${toPurpose(join(ROOT, folder, name))}`),
    ...readFolders(folder).flatMap((name) => toLines(`${folder}/${name}`, depth + 1)),
  ];
}

function readFolders(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => `${folder}/${name}` !== RESULTS)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')) // what tools leave
    .map(({ name }) => name)
    .sort();
}

/** The first sentence of the comment on top of a file, or the title of a page. */
function toPurpose(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const end = lines.findIndex((line) => !/^(\/\/|#|\/\*) /.test(line));
  const comment = lines.slice(0, end).map((line) => line.replace(/^\S+ | \*\/$/g, '')).join(' '); // biome-ignore format: short
  return comment.match(/^.*?(?=\.(?: |$)|[;:] )/)?.[0] ?? comment;
}
