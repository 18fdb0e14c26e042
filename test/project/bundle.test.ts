// The Worker as it would be uploaded.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const MOST_KILOBYTES = 150;

it('is at most 150 KB gzipped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kartei-bundle-'));
  try {
    execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--env=', `--outdir=${folder}`], { stdio: 'pipe' });
    const kilobytes = gzipSync(readFileSync(join(folder, 'index.js'))).length / 1000;
    expect(kilobytes).toBeLessThanOrEqual(MOST_KILOBYTES);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
