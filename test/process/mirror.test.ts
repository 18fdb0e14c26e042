// The example that keeps another system in step, as the documentation has it, on a running Worker: whole at first, then what
// has come, changed and gone.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../seed/database.ts';
import { type Server, startServer } from '../browser/server.ts';
import { createFolder } from '../seed/folder.ts';

const EXAMPLE = join(ROOT, 'src/docs/examples/mirror.mjs');
const MOST_LINES = 29;
const NEW = { first_name: 'Åda', last_name: 'Olsen', address_id: 3 };

type Rows = Record<string, { id: number; last_updated: string }>;

const { folder, remove } = createFolder();
const file = join(folder, 'copy.json');
let server: Server;

beforeAll(async () => {
  server = await startServer(300);
});
afterAll(async () => {
  await server?.close();
  remove();
});

async function mirror(): Promise<Rows> {
  await promisify(execFile)(process.execPath, [EXAMPLE, server.url, file]);
  return JSON.parse(readFileSync(file, 'utf8')).contacts;
}

async function readAll(): Promise<Rows> {
  const text = await (await fetch(`${server.url}/v1/contacts/export?format=ndjson`)).text();
  const rows = text.trimEnd().split('\n').slice(0, -1).map((line) => JSON.parse(line)); // biome-ignore format: one line
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}

async function send(method: string, path: string, body?: object): Promise<{ id: number }> {
  const init = { method, headers: { 'Content-Type': 'application/json' } };
  const answer = await fetch(server.url + path, body ? { ...init, body: JSON.stringify(body) } : init);
  expect([method, path, answer.ok]).toEqual([method, path, true]);
  return answer.status === 204 ? { id: 0 } : ((await answer.json()) as { id: number });
}

describe('the script that keeps another system in step', () => {
  it('is short', () => {
    const lines = readFileSync(EXAMPLE, 'utf8').split('\n').filter((line) => !/^(\/\/|\/\*\*|$)/.test(line)); // biome-ignore format: one line
    expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
  });

  it('copies all, then what has changed, come and gone, and ends where nothing has', async () => {
    expect(await mirror()).toEqual(await readAll());
    expect(Object.keys(await readAll())).toHaveLength(300);

    await send('PATCH', '/v1/contacts/7', { city: 'Bergen', points: 4711 });
    const { id } = await send('POST', '/v1/contacts', { ...NEW, customer_id: 'MIRROR-1' });
    const changed = await mirror();
    expect(changed).toEqual(await readAll());
    expect(changed[7]).toMatchObject({ city: 'Bergen', points: 4711 });
    expect(changed[id]).toMatchObject({ customer_id: 'MIRROR-1' });

    await send('DELETE', '/v1/contacts/9');
    await send('DELETE', `/v1/contacts/${id}`);
    await send('POST', '/v1/contacts', { ...NEW, customer_id: 'MIRROR-2' });
    const left = await mirror();
    expect(left).toEqual(await readAll());
    expect([left[9], left[id]]).toEqual([undefined, undefined]);
    expect(await mirror()).toEqual(left);
  });

  it('is equal in the end, though others write while it reads', async () => {
    let isOver = false;
    const writing = (async () => {
      for (let at = 0; !isOver; at++) {
        await send('PATCH', `/v1/contacts/${20 + (at % 60)}`, { points: at });
        if (at % 5 === 0) await send('POST', '/v1/contacts', { ...NEW, customer_id: `MIRROR-W${at}` });
        if (at % 7 === 0) await send('DELETE', `/v1/contacts/${100 + at}`);
      }
    })();
    for (let run = 0; run < 4; run++) await mirror();
    isOver = true;
    await writing;
    expect(await mirror()).toEqual(await readAll());
  });

  it('keeps nothing of a run whose export breaks off', async () => {
    const before = readFileSync(file, 'utf8');
    const list = { data: [{ last_updated: '2030-01-01T00:00:00Z' }], total: { value: 1 } };
    const breaking = createServer(({ url }, answer) => {
      answer.end(url!.includes('/export') ? '{"id":1}\n' : JSON.stringify(list));
    }).listen(0, '127.0.0.1');
    await once(breaking, 'listening');
    const { port } = breaking.address() as AddressInfo;
    const run = promisify(execFile)(process.execPath, [EXAMPLE, `http://127.0.0.1:${port}`, file]);
    await expect(run).rejects.toThrow('The export broke off.');
    breaking.close();
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
