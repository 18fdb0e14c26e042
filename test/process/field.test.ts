// What it takes to add a field: a line in the field table and a migration, in a copy of this project. The copy compiles,
// loads contacts, and serves the new fields as any other: a text with every mark there is, and a date.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPort } from '../../bench/harness/process.ts';
import { ROOT } from '../../seed/database.ts';
import { createFolder, type Script, startIn, untilSaid } from '../seed/folder.ts';

const CONTACTS = 300;
const PARTS = ['src', 'seed', 'bench', 'migrations', 'README.md', '.github', 'package.json', 'tsconfig.json', 'wrangler.toml', '.dev.vars']; // biome-ignore format: one line

/** The line in the field table. */
const LINES = `
  nickname: { type: 'text', column: appUser.nickname, write: 'text', search: 'text', counted: true, facet: 7 },
  anniversary: { type: 'date', column: appUser.anniversary, write: 'date' },`;
/** What the migration is made of: the columns and their indexes, and the triggers of what is counted. */
const COLUMNS = `
    nickname: text('nickname'),
    nicknameFolded: text('nickname_folded'),
    anniversary: text('anniversary'),`;
const INDEXES = `
    index('app_user_nickname').on(table.nicknameFolded),
    index('app_user_anniversary').on(table.anniversary),`;
const COUNT = `INSERT INTO value_count (field, key, contacts)
  SELECT 'nickname', key, contacts FROM (GONE_AND_COME) WHERE key IS NOT NULL
  ON CONFLICT (field, key) DO UPDATE SET contacts = contacts + excluded.contacts;`;
const toTrigger = (name: string, event: string, sides: string[]) => `
--> statement-breakpoint
CREATE TRIGGER nickname_${name} AFTER ${event} ON app_user
WHEN NOT EXISTS (SELECT 1 FROM seed_run WHERE finished = 0)
BEGIN
  ${COUNT.replace('GONE_AND_COME', sides.join(' UNION ALL '))}
END;`;
const GONE = 'SELECT OLD.nickname_folded AS key, -1 AS contacts';
const COME = 'SELECT NEW.nickname_folded AS key, 1 AS contacts';
const TRIGGERS = [
  toTrigger('inserted', 'INSERT', [COME]),
  toTrigger('deleted', 'DELETE', [GONE]),
  toTrigger('changed', 'UPDATE OF nickname_folded', [COME, GONE]),
];

const { folder, remove } = createFolder();
let server: Script;
let base: string;

function addAfter(file: string, line: string, added: string): void {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text.split(line).length).toBe(2);
  writeFileSync(
    join(folder, file),
    text.replace(line, () => line + added),
  );
}

/** What a tool of this project says in the copy. */
function run(tool: string, ...args: string[]): string {
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], options);
  return stdout + stderr;
}

beforeAll(async () => {
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  addAfter('src/contact/fields.ts', "last_activity: { type: 'datetime', column: customerRelationship.lastActivity, write: 'datetime' },", LINES); // biome-ignore format: one line
  addAfter('src/db/schema.ts', "customerIdFolded: text('customer_id_folded').notNull(),", COLUMNS);
  addAfter('src/db/schema.ts', "index('app_user_address_id').on(table.addressId),", INDEXES);
  const made = run('drizzle-kit/bin.cjs', 'generate', '--config', 'src/db/drizzle.config.ts', '--name', 'nickname');
  const migration = readdirSync(join(folder, 'migrations')).find((name) => name.endsWith('_nickname.sql'));
  if (!migration) throw new Error(made);
  appendFileSync(join(folder, 'migrations', migration), TRIGGERS.join(''));
  const port = await findPort();
  const args = ['--port', String(port), '--contacts', String(CONTACTS), '--persist-to', join(folder, 'state')];
  server = startIn(folder, {}, 'start', ...args);
  await untilSaid(server, /Try:/);
  base = `http://localhost:${port}/v1/contacts`;
});
afterAll(async () => {
  server?.process.kill('SIGTERM');
  await server?.ended;
  remove();
});

type Row = { id: number; nickname: string | null; anniversary: string | null };
interface List {
  data: Row[];
  total: { value: number; relation: string };
  links: { next: string | null };
  meta: Record<string, unknown>;
  facets: Record<string, { values: { value: string; count: number }[] }>;
}

/** What the latest write told, so that what follows reads it. */
let seen: Record<string, string> = {};

async function send(method: string, path: string, body?: object): Promise<{ status: number; body: never }> {
  const headers = { ...seen, 'Content-Type': 'application/json' };
  const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  for (const name of ['X-Data-Version', 'X-D1-Bookmark']) {
    const value = response.headers.get(name);
    if (value) seen = { ...seen, [name]: value };
  }
  return { status: response.status, body: (response.status === 204 ? null : await response.json()) as never };
}

async function list(query: string): Promise<List> {
  const { status, body } = await send('GET', `?${query}`);
  expect([query, status, body]).toEqual([query, 200, expect.anything()]);
  return body;
}

const idsOf = ({ data }: List) => data.map(({ id }) => id);

describe('a text and a date that were added', () => {
  it('compile with the Worker, the seed and the bench', () => {
    expect(run('typescript/bin/tsc', '--project', '.')).toBe('');
  });

  it('are described', async () => {
    const { body } = await send('GET', '/fields');
    const fields = (body as { data: { name: string; type: string; nullable: boolean; operators: object[] }[] }).data;
    expect(fields.slice(-2)).toMatchObject([
      { name: 'nickname', type: 'text', nullable: true },
      { name: 'anniversary', type: 'date', nullable: true },
    ]);
    expect(fields.at(-2)!.operators).toHaveLength(12);
  });

  it('are written, and refused where they are not what they must be', async () => {
    const change = { nickname: 'Zäzilie Knüppel', anniversary: '2001-02-03' };
    expect(await send('PATCH', '/5', change)).toMatchObject({ status: 200, body: change });
    expect(await send('PATCH', '/9', { nickname: 'zazilie knuppel' })).toMatchObject({ status: 200 });
    const names = { first_name: 'A', last_name: 'B', customer_id: 'ADDED-1', address_id: 1 };
    const created = await send('POST', '', { ...names, nickname: 'Quux', anniversary: '2001-12-31' });
    expect(created).toMatchObject({ status: 201, body: { id: CONTACTS + 1, nickname: 'Quux' } });
    const bare = await send('POST', '', { ...names, customer_id: 'ADDED-2' });
    expect(bare).toMatchObject({ status: 201, body: { id: CONTACTS + 2, nickname: null, anniversary: null } });
    const refused = await send('PATCH', '/7', { nickname: ' ', anniversary: '2001-02-30', nicknam: 'x' });
    expect(refused.status).toBe(422);
    expect((refused.body as { errors: object[] }).errors).toMatchObject([
      { parameter: 'nickname', detail: 'Expected at least one letter, digit or sign.' },
      { parameter: 'anniversary', detail: 'Expected a date like 1980-01-31, or null.' },
      { parameter: 'nicknam', suggestion: 'nickname' },
    ]);
  });

  it('filter', async () => {
    const found = async (query: string) => idsOf(await list(query));
    expect(await found('nickname=ZAZILIE%20KNUPPEL')).toEqual([5, 9]);
    expect(await found('nickname.startswith=q')).toEqual([CONTACTS + 1]);
    expect(await found('nickname.contains=knupp')).toEqual([5, 9]);
    expect(await found('nickname.null=false&nickname.ne=quux')).toEqual([5, 9]);
    expect(await found('anniversary.between=2001-01-01,2001-06-30')).toEqual([5]);
    expect(await found('anniversary.gte=2001-02-03&nickname.in=quux,x')).toEqual([CONTACTS + 1]);
    expect((await list('nickname.null=true')).total).toMatchObject({ value: CONTACTS - 1, relation: 'eq' });
    expect((await list('nickname=Quux')).total).toMatchObject({ value: 1, relation: 'eq' });
  });

  it('sort by an index of their own, over all pages', async () => {
    expect(idsOf(await list('sort=-nickname,-id&limit=3'))).toEqual([9, 5, CONTACTS + 1]);
    expect(idsOf(await list('sort=-anniversary&limit=2'))).toEqual([CONTACTS + 1, 5]);
    const { meta } = await list('sort=nickname&explain=true');
    expect(JSON.stringify(meta)).toContain('nickname');
    const walked: number[] = [];
    for (let query: string | null = 'sort=nickname,anniversary&limit=100'; query; ) {
      const page: List = await list(query);
      walked.push(...idsOf(page));
      query = page.links.next && new URL(page.links.next, base).search.slice(1);
    }
    expect(walked.length).toBe(CONTACTS + 2);
    expect(new Set(walked).size).toBe(CONTACTS + 2);
    expect(walked.slice(-3)).toEqual([CONTACTS + 1, 9, 5]);
  });

  it('are searched as far as they are marked so, and shown where they match', async () => {
    const page = await list('q=kn%C3%BCp&highlight=true');
    expect(idsOf(page)).toEqual([5, 9]);
    expect(page.meta.highlights).toEqual({ 5: { nickname: [[8, 4]] }, 9: { nickname: [[8, 4]] } });
    expect(idsOf(await list('q=quux&nickname=quux'))).toEqual([CONTACTS + 1]);
  });

  it('have facets as far as they are marked so, kept true by what is written', async () => {
    const facet = async (query: string) => (await list(`facet=nickname&${query}`)).facets.nickname!.values;
    expect((await facet('')).map(({ count }) => count)).toEqual([2, 1]);
    expect(await facet('id=5')).toEqual([{ value: 'Zäzilie Knüppel', count: 1 }]);
    await send('PATCH', '/9', { nickname: 'Quux' });
    await send('DELETE', '/5');
    expect(await facet('')).toEqual([{ value: 'Quux', count: 2 }]);
    expect(idsOf(await list('q=%22knuppel%22'))).toEqual([]);
    await send('PATCH', '/9', { nickname: null });
    expect((await list('nickname=Quux')).total.value).toBe(1);
  });

  it('are not offered where they are not marked so', async () => {
    const { status, body } = await send('GET', '?facet=anniversary');
    expect([status, (body as { errors: object[] }).errors[0]]).toMatchObject([400, { code: 'unknown-value' }]);
  });
});
