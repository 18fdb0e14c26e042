// An export that broke goes on where it ended, and together with what came before it is what one export would have been.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../src/db/database.ts';
import { selectDataState } from '../../../src/db/state.ts';
import { openSource } from '../../../src/list/export/source.ts';
import { writeExport } from '../../../src/list/export/text.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { LOCAL_SEAL } from '../../../src/query/seal.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace, watchDatabase } from '../../support/edge.ts';
import { readProblem, request } from '../../support/problem.ts';
import { parseCsv } from './csv.ts';

const contacts = drawContacts(9000, 8); // more than twice what is read at once

beforeAll(() => storeContacts(contacts));

const PATH = '/v1/contacts/export';
const ORDERS = [
  '',
  'sort=-points,last_name',
  'country=NO&sort=city&fields=city,id',
  'q=anna',
  'raw=true&sort=-id&excel=true',
];

const read = async (search: string) => (await request(`${PATH}?${search}`)).text();

/** What a client keeps of a text that broke off: its whole records, their number and the id of the last. */
function keep(text: string, at: number): { kept: string; rows: number; after: string } {
  for (let end = text.lastIndexOf('\r\n', at); ; end = text.lastIndexOf('\r\n', end - 1)) {
    const kept = text.slice(0, end + 2);
    if (kept.split('"').length % 2 === 0) continue; // the line break is within a cell
    const [head, ...records] = parseCsv(kept);
    const id = head!.findIndex((name) => name.endsWith('id') && !name.includes('_'));
    return { kept, rows: records.length, after: records.at(-1)![id]! };
  }
}

describe('an export that broke', () => {
  it.each(ORDERS)('goes on to the same text: %s', async (search) => {
    const whole = await read(search);
    for (const share of [0.01, 0.25, 0.4, 0.77, 0.999]) {
      const { kept, rows, after } = keep(whole, Math.floor(whole.length * share));
      for (const told of [`&rows=${rows}`, '']) {
        const rest = await read(`${search}&after=${after}${told}`);
        expect([search, share, told, kept + rest === whole]).toEqual([search, share, told, true]);
      }
    }
  });

  it('goes on behind the place of a contact that is gone, in the order of ids', async () => {
    const text = await read('fields=id&id.lte=20&after=7');
    const place = openPlace();
    await place.fetch('/v1/contacts/7', { method: 'DELETE' });
    const again = await read('fields=id&id.lte=20&after=7');
    expect(again.split('#')[0]).toBe(text.split('#')[0]);
    expect(again).toContain('#end,rows=19,');
    const [{ errors, status }] = [await readProblem(await request(`${PATH}?sort=last_name&after=7`))];
    expect([status, errors]).toMatchObject([409, [{ parameter: 'after', code: 'not-found' }]]);
    await place.settle();
  });

  it('says where to go on instead of behind a contact that has been changed since', async () => {
    const place = openPlace();
    const first = await place.fetch(`${PATH}?sort=points,last_name&fields=id`);
    const started = first.headers.get('X-Data-Version');
    const ids = parseCsv(await first.text()).map(([id]) => id!);
    const after = ids[500]!;
    const statusOf = async (path: string) => {
      const response = await place.fetch(path);
      await response.body?.cancel();
      return response.status;
    };
    expect(await statusOf(`${PATH}?sort=points,last_name&after=${after}&started=${started}`)).toBe(200);
    await place.fetch(`/v1/contacts/${after}`, { method: 'PATCH', body: '{"gender":"diverse"}' });
    for (const told of ['', `&started=${started}`]) {
      const response = await place.fetch(`${PATH}?sort=points,last_name&after=${after}${told}`);
      const { errors, type } = await readProblem(response);
      expect([type, errors]).toMatchObject([
        '/problems/conflict',
        [{ parameter: 'after', code: 'moved', suggestion: ids[499] }],
      ]);
    }
    expect(await statusOf(`${PATH}?sort=points,last_name&after=${ids[499]}&started=${started}`)).toBe(200);
    const response = await place.fetch(
      `${PATH}?sort=points,last_name&gender.ne=diverse&after=${after}&started=${started}`,
    );
    const isListed = (id: string) => contacts[Number(id) - 1]!.gender !== 'diverse' && id !== after;
    const suggestion = ids.slice(0, 500).findLast(isListed);
    expect((await readProblem(response)).errors).toMatchObject([{ parameter: 'after', code: 'not-found', suggestion }]);
    await place.settle();
  });
});

describe('an export that one request cannot carry', () => {
  it.each(ORDERS)('says where the rest is, and counts all of it: %s', async (search) => {
    const whole = await read(search);
    const isRaw = search.includes('raw');
    const asked = search.replace(/&?(raw|excel)=true/g, '');
    const database = openDatabase(env.DB);
    const query = parseListQuery(asked);
    const [{ version }] = await database.run(selectDataState);
    const source = await openSource(query, { start: 'edge' }, { env, database, waitUntil: () => {} });
    const toLink = (place: string) =>
      `${PATH}?${[asked, ...(isRaw ? ['raw=true', 'excel=true'] : []), `place=${place}`, `started=${version}`].filter(Boolean).join('&')}`;
    const beginning = { start: 'edge', isRest: false, rows: 0, started: version } as const;
    const manner = { format: 'csv', isRaw, hasMark: isRaw } as const;
    const ending = { seal: LOCAL_SEAL, toLink, mostQueries: database.spent.queries + 3, rowsAtOnce: 100 };
    let text = '';
    for await (const piece of writeExport(source, manner, beginning, ending)) text += piece;
    const [, kept, link] = /^\ufeff?(.*)#next,(.*)\r\n$/s.exec(text)!;
    expect(link).toMatch(/^\/v1\/contacts\/export\?[^,"]+$/);
    expect(kept + (await (await request(link!)).text()) === whole).toBe(true);
    expect((await request(link!.replace('export?', 'export?points=5&'))).status).toBe(400);
  });
});

describe('a failure in the middle of an export', () => {
  const log = vi.fn();
  beforeEach(() => void vi.stubGlobal('console', { ...console, error: log.mockReset() }));

  it.each(['csv', 'ndjson'])('breaks the transfer off, and never looks like its end: %s', async (format) => {
    let isOut = false;
    const DB = watchDatabase(() => {
      if (isOut) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
    });
    const place = openPlace([], { DB });
    const response = await place.fetch(`${PATH}?format=${format}`);
    const reader = response.body!.getReader();
    let text = '';
    const drain = async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += new TextDecoder().decode(part.value as Uint8Array);
        isOut = text.length > 1000;
      }
    };
    await expect(drain()).rejects.toThrow();
    expect(text.length).toBeGreaterThan(1000);
    expect(text).not.toContain('#end');
    expect(log.mock.calls.join()).toContain('export');
    vi.unstubAllGlobals();
  });

  it('reads no further ahead of the client than one chunk', async () => {
    let trips = 0;
    const DB = watchDatabase(() => void trips++);
    const place = openPlace([], { DB });
    const response = await place.fetch(PATH);
    const reader = response.body!.getReader();
    await reader.read(); // the head
    const before = trips;
    await reader.read();
    await new Promise((resume) => setTimeout(resume, 200));
    expect(trips - before).toBe(2);
    await reader.cancel();
    await new Promise((resume) => setTimeout(resume, 100));
    expect(trips - before).toBe(2);
  });
});
