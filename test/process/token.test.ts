// npm run token, as one runs it: what it writes down and says, one call after the other.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { toPersonName } from '../../src/http/access/person.ts';

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
