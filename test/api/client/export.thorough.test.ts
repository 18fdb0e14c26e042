// An export through the client, whose transfers break: it comes whole all the same, or errs.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { selectDataState } from '../../../src/db/state.ts';
import { openSource } from '../../../src/list/export/source.ts';
import { writeExport } from '../../../src/list/export/text.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { LOCAL_SEAL } from '../../../src/query/seal.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

const PATH = '/v1/contacts/export';

beforeAll(() => storeContacts(drawContacts(120, 8)));

/** The answer, as far as so many bytes; then its transfer breaks, or ends as if that were all. */
async function cut(response: Response, bytes: number, isBroken: boolean): Promise<Response> {
  const whole = new Uint8Array(await response.arrayBuffer());
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(whole.slice(0, bytes));
      if (!isBroken) controller.close();
    },
    pull: (controller) => controller.error(new Error('Network connection lost.')),
  });
  return new Response(body, response);
}

/** A client whose transfers are cut behind so many bytes each, one after the other, and then are not. */
function cutting(...places: number[]) {
  const asked: string[] = [];
  const client = createClient({
    async fetch(url, init) {
      asked.push(url);
      const response = await request(url, init);
      const bytes = places.shift();
      return bytes === undefined ? response : cut(response, bytes, places.length % 2 === 0);
    },
  });
  return { client, asked };
}

describe('an export whose transfer breaks', () => {
  it.each([
    [{}, { excel: true }],
    [{ sort: ['-points', 'last_name'], fields: ['city', 'id'] }, {}],
    [{ 'points.gte': 5, fields: ['first_name', 'points'] }, { format: 'ndjson' }],
  ] as const)('goes on to the same bytes: %j %j', async (query, options) => {
    const whole = await new Response(createClient({ fetch: request }).export(query, options)).text();
    const { client, asked } = cutting(3, 900, 0, 700, 333);
    expect(await new Response(client.export(query, options)).text()).toBe(whole);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.at(-1)).toMatch(/&after=\d+&rows=\d+&started=/);
  });

  it('errs where it breaks again and again', async () => {
    const { client, asked } = cutting(900, 0, 0, 0, 0, 0);
    await expect(new Response(client.export()).text()).rejects.toMatchObject({ type: 'incomplete' });
    expect(asked).toHaveLength(6);
  });

  it('is no export where rows are missing in it', async () => {
    const fetch = async (url: string) => {
      const lines = (await (await request(url)).text()).split('\r\n');
      return new Response([...lines.slice(0, 10), ...lines.slice(11)].join('\r\n'));
    };
    const reading = new Response(createClient({ fetch }).export()).text();
    await expect(reading).rejects.toMatchObject({ type: 'incomplete' });
  });
});

it('an export that one request cannot carry goes on with the next', async () => {
  const database = openDatabase(env.DB);
  const [{ version }] = await database.run(selectDataState);
  const source = await openSource(
    parseListQuery('sort=-points'),
    { start: 'edge' },
    { env, database, waitUntil: () => {} },
  );
  const toLink = (place: string) => `${PATH}?sort=-points&place=${place}&started=${version}`;
  const ending = { seal: LOCAL_SEAL, toLink, mostQueries: database.spent.queries + 3, rowsAtOnce: 10 };
  const manner = { format: 'csv', isRaw: false, hasMark: false } as const;
  let text = '';
  for await (const piece of writeExport(source, manner, { start: 'edge', isRest: false, rows: 0, started: version }, ending)) text += piece; // biome-ignore format: one line
  const asked: string[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    asked.push(url);
    return asked.length === 1 ? new Response(text) : request(url, init);
  };
  const file = await new Response(createClient({ fetch }).export({ sort: '-points' })).text();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain('place=');
  expect(file).toBe(await (await request(`${PATH}?sort=-points`)).text());
});
