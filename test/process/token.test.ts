// npm run token, as one runs it: what it writes down and says, one call after the other.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPersonName } from '../../src/http/access/person.ts';
import { startScriptIn } from '../seed/folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'kartei-token-'));
const file = join(folder, 'tokens.json');
afterAll(() => rmSync(folder, { recursive: true }));

const token = (...args: string[]) =>
  execFileSync(process.execPath, ['seed/token.ts', '--file', file, ...args], { encoding: 'utf8', stdio: 'pipe' });

it('makes, lists, rotates, retires and revokes tokens by name, and stores none', () => {
  const said = token('--name', 'reports', '--right', 'write');
  const [first] = /kartei_write_[\w-]{43}/.exec(said)!;
  expect(said).toContain('npm run token -- --remote');
  expect(token('--list')).toMatch(/^reports {2}write {2}\d{4}-\d\d-\d\d {2}[0-9a-f]{8}…\n$/);
  const [second] = /kartei_write_[\w-]{43}/.exec(token('--rotate', 'reports'))!;
  expect(second).not.toBe(first);
  expect(token('--list').trim().split('\n')).toHaveLength(2);
  token('--retire', 'reports');
  expect(token('--list').trim().split('\n')).toHaveLength(1);
  const written = readFileSync(file, 'utf8');
  for (const each of [first, second]) expect(written).not.toContain(each);
  token('--revoke', 'reports');
  expect(token('--list')).toContain('No token has a name yet');
  expect(() => token('--remote')).toThrow('No token would be left');
  expect(() => token('--name', 'a', '--revoke', 'b')).toThrow('cannot be used with');
  expect(() => token('--hash', 'a')).toThrow('--hash goes with --name');
});

it('makes a token without a name, a key, and the name of a person', () => {
  expect(token()).toMatch(/kartei_read_[\w-]{43}[\s\S]+[0-9a-f]{64}[\s\S]+secret put READ_TOKENS --env production/);
  expect(token('--cursor-key')).toContain('secret put CURSOR_KEYS --env production');
  expect(token('--who', 'Ada@example.com')).toBe(`${toPersonName('ada@example.com')}\n`);
});

describe('secrets that cannot be put', () => {
  const NOT_DEPLOYED = 10215;
  const server = createServer((_, response) => {
    const body = { success: false, errors: [{ code: NOT_DEPLOYED, message: 'no' }], messages: [], result: null };
    response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  beforeAll(() => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready)));
  afterAll(() => void server.close().closeAllConnections());

  const known = () => ({
    CLOUDFLARE_API_TOKEN: 'one',
    CLOUDFLARE_ACCOUNT_ID: 'an-account',
    CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const nobody = () => ({ CLOUDFLARE_API_TOKEN: '', HOME: folder, XDG_CONFIG_HOME: folder });

  // biome-ignore format: a table
  it.each([
    ['without an account', nobody, 'Cloudflare does not know you: npx wrangler login'],
    ['after a rollback', known, 'The version uploaded last is not the one that is served, so Cloudflare takes no secrets. Check out what is served, npx wrangler deploy --env staging, then npm run token -- --remote --env staging.'],
  ])('%s are written down, which is said in one line', async (_, variables, why) => {
    const path = join(folder, 'staging.json');
    rmSync(path, { force: true });
    const script = startScriptIn(variables(), 'token', '--file', path, '--name', 'a', '--remote', '--env', 'staging');
    expect(await script.ended).toBe(1);
    const said = script.said().trim().split('\n').at(-1)!;
    const again = `npm run token -- --remote --env staging --file ${path}`;
    expect(said.startsWith(`error: ${why}`)).toBe(true);
    expect(said.endsWith(` It is written down in ${path} all the same. To try again: ${again}`)).toBe(true);
    expect(script.said()).not.toContain('\u001b');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject([{ name: 'a' }]);
  });

  it('knows no other environment than those of wrangler.toml', () => {
    expect(() => token('--list', '--env', 'prod')).toThrow('Allowed choices are production, staging.');
  });

  it('writes nothing down that would leave nobody', () => {
    token('--name', 'last');
    expect(() => token('--revoke', 'last', '--remote')).toThrow('No token would be left');
    expect(token('--list')).toContain('last');
  });
});
