// What the pipeline trusts: actions by their hash, steps with the secrets that they need, packages without scripts of theirs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const pipeline = readFileSync(join(import.meta.dirname, '../../.github/workflows/pipeline.yml'), 'utf8');
const [head, ...jobs] = pipeline.split(/^ {2}(?=\w+:\n {4})/m);
const steps = jobs.flatMap((job) => job.split(/^ {6}- /m).slice(1));

it('was read job by job and step by step', () => {
  expect(jobs.length).toBe(2);
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
  for (const step of withSecrets) expect(step).toMatch(/run: (npx wrangler (d1 migrations apply|deploy) |>-\n)/);
  for (const step of steps.filter((step) => /npm (ci|install)/.test(step)))
    expect(step).toMatch(/^run: npm ci --ignore-scripts\n/);
  expect(withSecrets.length).toBe(3);
});
