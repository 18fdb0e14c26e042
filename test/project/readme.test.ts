// What README.md says, held against the project.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readme } from './readme.ts';

it('has the field table and the tree as the code has them (npm run readme writes them)', () => {
  const { actual, wanted } = readme();
  expect(actual).toBe(wanted);
});

it('names only npm scripts that exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const named = [...readme().actual.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(named.length).toBeGreaterThan(3);
});
