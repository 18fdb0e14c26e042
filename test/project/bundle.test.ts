// The Worker as it would be uploaded.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const MOST_KILOBYTES = 160;
const MOST_CLIENT_KILOBYTES = 6;

it('is at most 160 KB gzipped, without the documentation, and has a client of 6 KB beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kartei-bundle-'));
  try {
    execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--env=', `--outdir=${folder}`], { stdio: 'pipe' });
    const worker = readFileSync(join(folder, 'index.js'));
    expect(gzipSync(worker).length / 1000).toBeLessThanOrEqual(MOST_KILOBYTES);
    expect(worker.includes('What a reader may count on')).toBe(false);
    const client = readFileSync(join(import.meta.dirname, '../../.wrangler/page/client.js')); // was made for the Worker
    expect(gzipSync(client).length / 1000).toBeLessThanOrEqual(MOST_CLIENT_KILOBYTES);
    expect(String(client)).not.toMatch(/\bimport\b/);
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
