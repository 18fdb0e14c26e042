// The Worker as it would be uploaded.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildClient } from '../../src/client/build.ts';

const MOST_KILOBYTES = 160;

it('is at most 160 KB gzipped, without the documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kartei-bundle-'));
  try {
    execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--env=', `--outdir=${folder}`], { stdio: 'pipe' });
    const worker = readFileSync(join(folder, 'index.js'));
    expect(gzipSync(worker).length / 1000).toBeLessThanOrEqual(MOST_KILOBYTES);
    expect(worker.includes('What a reader may count on')).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each([
  ['script', '.js', 60],
  ['style', '.css', 10],
])('has a page whose %s is small, gzipped', (_, end, most) => {
  const folder = join(import.meta.dirname, '../../.wrangler/page');
  const sizes = readdirSync(folder).filter((name) => name.startsWith('page-') && name.endsWith(end)).map((name) => gzipSync(readFileSync(join(folder, name))).length); // biome-ignore format: short
  expect(sizes).toHaveLength(1);
  expect(sizes[0]! / 1000).toBeLessThanOrEqual(most);
});

const MOST_CLIENT_KILOBYTES = 6;

it('has a client of at most 6 KB gzipped', async () => {
  await buildClient();
  const script = readFileSync(join(import.meta.dirname, '../../.wrangler/page/client.js'));
  expect(gzipSync(script).length / 1000).toBeLessThanOrEqual(MOST_CLIENT_KILOBYTES);
  expect(String(script)).not.toMatch(/\bimport\b/);
});
