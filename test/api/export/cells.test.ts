// What a cell of CSV holds: text that spreadsheets take for text, and machines for what it is.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';
import { parseCsv } from './csv.ts';

beforeAll(() => storeContacts(drawContacts(200, 8)));

const PATH = '/v1/contacts/export';
const read = async (path: string) => (await request(path)).text();

describe('a cell', () => {
  it('never looks like a formula, a marker or another cell', async () => {
    const names = ['=1+1', '+1', '-x', '@a', '\tq', '＝x', '#end', 'a,b', 'say "x"', 'two\r\nlines', "'", '1-1'];
    for (const [at, name] of names.entries())
      await env.DB.prepare('update app_user set first_name = ? where id = ?')
        .bind(name, 100 + at)
        .run();
    const search = `id.between=100,${99 + names.length}&fields=first_name,id,phone_number,points`;
    const cells = async (more: string) =>
      parseCsv(await read(`${PATH}?${search}${more}`))
        .slice(1, -1)
        .map(([name]) => name);
    expect(await cells('')).toEqual(["'=1+1", "'+1", "'-x", "'@a", "'\tq", "'＝x", ...names.slice(6)]);
    expect(await cells('&raw=true')).toEqual(names);
    const text = await read(`${PATH}?${search}&excel=true`);
    expect(text.split('\r\n')[7]).toMatch(/^"#end",/);
    expect(text).toContain('"two\r\nlines"');
    expect(text).toMatch(/,\+\d+,\d+\r\n/);
    const bytes = new Uint8Array(await (await request(`${PATH}?${search}&excel=true`)).arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect((await read(`${PATH}?${search}`)).startsWith('first_name,')).toBe(true);
  });

  it('is the same, byte by byte, in a page of the list', async () => {
    const texts = ['\\', '\u0001', 'null', '王小明', "O'Neil, 王", '"', '\u2028', '[[1,"a"]]', 'a\nb', '{"id":1}'];
    for (const [at, text] of texts.entries())
      await env.DB.prepare('update app_user set last_name = ?, gender = null, phone_number = null where id = ?')
        .bind(text, 50 + at)
        .run();
    for (const format of ['csv', 'ndjson'])
      for (const sort of ['id', '-last_name,points', 'city']) {
        const lines = (await read(`${PATH}?format=${format}&sort=${sort}`)).split('\n').slice(0, -2);
        const page = await read(`/v1/contacts?format=${format}&limit=200&sort=${sort}`);
        expect(lines.map((line) => `${line}\n`).join('')).toBe(page);
        if (format === 'csv') continue;
        const { data } = JSON.parse(await read(`/v1/contacts?limit=200&sort=${sort}`));
        expect(data).toEqual(lines.map((line) => JSON.parse(line)));
        const names = new Map(data.map(({ id, last_name }: Contact) => [id, last_name]));
        expect(texts.map((_, at) => names.get(50 + at))).toEqual(texts);
      }
  });
});
