// What the pipeline trusts: actions by their hash, steps with the secrets that they need, packages without scripts of theirs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const pipeline = readFileSync(join(import.meta.dirname, '../../.github/workflows/pipeline.yml'), 'utf8');
const [head, ...jobs] = pipeline.split(/^ {2}(?=\w+:\n {4})/m);
const steps = jobs.flatMap((job) => job.split(/^ {6}- /m).slice(1));

it('was read job by job and step by step', () => {
  expect(jobs.length).toBe(4);
  expect(steps.length).toBeGreaterThan(8);
});

it('may read the repository, and nothing else', () => {
  expect(head).toMatch(/^permissions:\n {2}contents: read\n(?! {2}\S)/m);
  expect(jobs.join()).not.toContain('permissions:');
});

it('names actions by a full commit hash, with the version beside it', () => {
  const used = steps.flatMap((step) => step.match(/uses: .*/g) ?? []);
  expect(used.length).toBeGreaterThan(1);
  for (const line of used) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it('gives secrets to steps that run one known command each, never to a job or an installation', () => {
  for (const job of jobs) expect(job.split('    steps:\n')[0]).not.toContain('secrets.');
  const withSecrets = steps.filter((step) => step.includes('secrets.'));
  const commands = withSecrets.map((step) => step.match(/run: (.*)/)?.[1]);
  expect(commands).toEqual([
    'npx wrangler d1 migrations apply DB --remote --env production',
    'exec node seed/ship/ship.ts --env production',
  ]);
  const given = withSecrets.map((step) => [...step.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name));
  const account = ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_ACCOUNT_ID'];
  expect(given).toEqual([account, [...account, 'KARTEI_READ_TOKEN', 'CF_ACCESS_CLIENT_ID', 'CF_ACCESS_CLIENT_SECRET']]);
  const [installed, ...others] = jobs
    .filter((job) => job.includes('secrets.'))
    .flatMap((job) => job.match(/npm (ci|install).*/g));
  expect(others).toEqual([]);
  expect(installed).toBe('npm ci --ignore-scripts');
});

it('runs the quick tests on pull requests, everything before it deploys and each night, and then the long runs', () => {
  const [quick, test, deploy, night] = jobs;
  expect(head).toContain('pull_request:');
  expect(head).toMatch(/schedule: \[\{ cron: "\d+ \d+ \* \* \*" \}\]/);
  expect(quick).toContain("if: github.event_name == 'pull_request'");
  expect(quick).toContain('- run: npm test\n');
  expect(test).toContain("if: github.event_name != 'pull_request'");
  expect(test).toContain('- run: .ci/run\n');
  expect(deploy).toMatch(/if: github.event_name == 'push'\n {4}needs: test\n/);
  expect(night).toContain("if: github.event_name == 'schedule'");
  expect(night).toContain(`- run: npm run test:nightly\n        env: { SEED: "\${{ github.run_number }}" }\n`);
});

it('expands the schema before requests are shifted, one deployment at a time, and deploys in no other way', () => {
  const deploy = jobs[2]!;
  expect(deploy.indexOf('d1 migrations apply')).toBeLessThan(deploy.indexOf('seed/ship/ship.ts'));
  expect(deploy).toContain('concurrency: { group: deploy, cancel-in-progress: false }');
  expect(pipeline).not.toMatch(/wrangler (deploy|publish|versions|rollback)/);
});
