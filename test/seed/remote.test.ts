// What npm run seed -- --remote asks of Cloudflare, told by a stand-in for Cloudflare's API on this machine.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';
import { CONFIG } from '../../seed/database.ts';
import { type Script, startScriptIn } from './folder.ts';

interface Binding {
  name: string;
  type: string;
}

let asked: { method: string; path: string; body: string }[] = [];
const api = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '' } = request;
  asked.push({ method, path: url, body: Buffer.concat(chunks).toString() });
  const origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const isRefused = method === 'POST'; // enough is known then
  const result = { token: 'a-token', exchange_url: `${origin}/exchange`, subdomain: 'a' };
  response.writeHead(isRefused ? 403 : 200, { 'Content-Type': 'application/json' });
  const errors = isRefused ? [{ code: 10000, message: 'Not here.' }] : [];
  response.end(JSON.stringify({ success: !isRefused, errors, messages: [], result }));
});

beforeEach(async () => {
  asked = [];
  api.listen(0, '127.0.0.1');
  await new Promise((ready) => api.once('listening', ready));
});
afterEach(() => new Promise((closed) => api.close(closed).closeAllConnections()));

function startRemote(...args: string[]): Script {
  const env = {
    CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    CLOUDFLARE_API_TOKEN: 'an-api-token',
    CLOUDFLARE_ACCOUNT_ID: 'an-account',
  };
  return startScriptIn(env, 'seed', '--remote', '--contacts', '10', ...args);
}

describe('a load of the real database', () => {
  it('has the real KV beside it, to announce its version there', async () => {
    expect(await startRemote().ended).toBe(1);
    const { body } = asked.find(({ method }) => method === 'POST')!;
    const { bindings }: { bindings: Binding[] } = JSON.parse(body.match(/^\{.*"bindings".*\}\r?$/m)![0]);
    expect(bindings.map(({ name, type }) => `${name} ${type}`).sort()).toEqual([
      'DB d1',
      'KV kv_namespace',
      'LEDGER d1',
    ]);
  });
});

describe('a reset of the real database', () => {
  it.each([[[]], [['--yes-delete', 'Kartei']], [['--yes-delete', '']]])('asks for its name: %j', async (more) => {
    const script = startRemote('--reset', ...more);
    expect(await script.ended).toBe(1);
    expect(script.said().trim()).toMatch(/^error: This deletes .* kartei\..* add --yes-delete kartei$/);
    expect(asked).toEqual([]);
  });

  it('goes on with it', async () => {
    const script = startRemote('--reset', '--yes-delete', 'kartei');
    await script.ended;
    expect(script.said()).not.toContain('--yes-delete');
    expect(asked.map(({ method }) => method)).toContain('POST');
  });
});

it('leaves wrangler.toml without a binding that wrangler dev would take from production', () => {
  for (const env of [undefined, 'production']) {
    const { d1_databases, kv_namespaces } = readConfig({ config: CONFIG, env });
    for (const binding of [...d1_databases, ...kv_namespaces]) expect(binding.remote).toBeUndefined();
    expect([d1_databases.length, kv_namespaces.length]).toEqual([2, 1]);
  }
  expect(readConfig({ config: CONFIG, env: 'production' }).vars).toEqual({ ENVIRONMENT: 'production' });
});
