// A whole export: every row in the order that was requested, each once, as text that spreadsheets and machines read alike.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { comparing, list } from '../../support/oracle.ts';
import { expectProblem, request } from '../../support/problem.ts';
import { parseCsv } from './csv.ts';

const contacts = drawContacts(4500, 5); // more than are read at once

beforeAll(() => storeContacts(contacts));

const PATH = '/v1/contacts/export';

async function read(search: string): Promise<string> {
  const response = await request(`${PATH}?${search}`);
  const text = await response.text();
  expect([search, response.status, response.status === 200 ? '' : text]).toEqual([search, 200, '']);
  return text;
}

async function readNdjson(search: string) {
  const lines = (await read(`format=ndjson&${search}`)).split('\n');
  expect(lines.pop()).toBe('');
  const end = JSON.parse(lines.pop()!)['#end'];
  return { rows: lines.map((line) => JSON.parse(line) as Contact), end };
}

describe('an export', () => {
  it('has every contact in the order of ids, and says that it is whole', async () => {
    const { rows, end } = await readNdjson('');
    expect(rows).toEqual(contacts);
    expect(end).toEqual({ rows: 4500, version: end.started, started: end.started });
    expect(end.version).toBe((await request('/v1/contacts?limit=1')).headers.get('X-Data-Version'));
  });

  it.each([
    ['sort=-id', [{ field: 'id', descending: true }]],
    [
      'sort=-points,last_name',
      [
        { field: 'points', descending: true },
        { field: 'last_name', descending: false },
        { field: 'id', descending: false },
      ],
    ],
    [
      'sort=city,-created',
      [
        { field: 'city', descending: false },
        { field: 'created', descending: true },
        { field: 'id', descending: true },
      ],
    ],
    [
      'sort=last_activity',
      [
        { field: 'last_activity', descending: false },
        { field: 'id', descending: false },
      ],
    ],
  ] as const)('comes in the order of %s', async (search, sort) => {
    const { rows, end } = await readNdjson(search);
    expect(rows.map(({ id }) => id)).toEqual([...contacts].sort(comparing([...sort])).map(({ id }) => id));
    expect(end.rows).toBe(4500);
  });

  it('has what filters, alternatives and a search leave, as the list does', async () => {
    const inNorway = list(contacts, [{ field: 'country', operator: 'eq', values: ['NO'] }], []);
    expect((await readNdjson('country=NO')).rows).toEqual(inNorway);
    for (const search of [
      'any=country%3DNO%26points.gte%3D100&any=gender%3Ddiverse',
      'q=anna&sort=id',
      'q=anna',
      'q=lukass&sort=-created',
      'points.gt=1&points.lt=1',
    ]) {
      const { rows, end } = await readNdjson(`${search}&fields=id`);
      const wanted: number[] = [];
      for (let next: string | null = `/v1/contacts?limit=200&fields=id&${search}`; next; ) {
        const page: { data: Contact[]; links: { next: string | null } } = await (await request(next)).json();
        wanted.push(...page.data.map(({ id }) => id));
        next = page.links.next;
      }
      expect([search, rows.map(({ id }) => id)]).toEqual([search, wanted]);
      expect(end.rows).toBe(wanted.length);
    }
  });

  it('is CSV with a head unless it is asked for otherwise', async () => {
    const response = await request(PATH);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="contacts.csv"',
      'cache-control': 'no-store',
      'x-data-version': expect.stringMatching(/\S/),
    });
    const text = await response.text();
    expect(text).toMatch(/^id,first_name,.*,last_activity\r\n1,.*\r\n#end,rows=4500,version=\S+,started=\S+\r\n$/su);
    const [head, ...rows] = parseCsv(text).slice(0, -1);
    expect(rows).toEqual(
      contacts.map((contact) => head!.map((field) => String(contact[field as keyof Contact] ?? ''))),
    );
  });

  it('takes its format from Accept, and refuses what it has not', async () => {
    const typeOf = async (Accept: string) => {
      const response = await request(`${PATH}?id=1`, { headers: { Accept } });
      await response.arrayBuffer();
      return response.headers.get('Content-Type');
    };
    expect(await typeOf('application/x-ndjson')).toBe('application/x-ndjson');
    expect(await typeOf('text/html,*/*;q=0.8')).toMatch(/^text\/csv/);
    await expectProblem(PATH, 'not-acceptable', { headers: { Accept: 'application/json' } });
    await expectProblem(`${PATH}?format=json`, 'invalid-query');
  });

  it('names everything that is wrong at once', async () => {
    const search =
      'citty=1&cursor=last&limit=5&seek=1&count=none&facet=city&highlight=true&explain=true&after=x&rows=1.5&started=y&raw=1&excel=';
    const { errors } = await expectProblem(`${PATH}?${search}`, 'invalid-query');
    const unknown = errors!.filter(({ code }) => code === 'unknown-parameter').map(({ parameter }) => parameter);
    expect(unknown.sort()).toEqual(['citty', 'count', 'cursor', 'explain', 'facet', 'highlight', 'limit', 'seek']);
    expect(errors!.find(({ parameter }) => parameter === 'cursor')!.detail).toContain('is for lists');
    expect(errors!.length).toBe(13);
    await expectProblem(`${PATH}?rows=5`, 'invalid-query');
    await expectProblem(`${PATH}?format=ndjson&raw=true`, 'invalid-query');
    await expectProblem(`${PATH}?place=x`, 'cursor-invalid');
    await expectProblem(`${PATH}?place=last`, 'cursor-invalid');
    const { page } = await (await request('/v1/contacts?cursor=last')).json<{ page: { prev: string } }>();
    await expectProblem(`${PATH}?place=${page.prev}`, 'cursor-invalid');
    await expectProblem(`${PATH}?after=1&after=2`, 'invalid-query');
    await expectProblem(PATH, 'method-not-allowed', { method: 'POST' });
    expect((await request(PATH, { method: 'HEAD' })).status).toBe(200);
  });
});
