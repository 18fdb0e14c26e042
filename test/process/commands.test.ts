// What each command says of itself, in the documentation.
import { expect, it } from 'vitest';
import { readHelpParts, toWanted } from '../docs/docs.ts';
import { readPages } from '../docs/pages.ts';

it('is in the documentation as the commands say it (npm run docs)', async () => {
  const parts = await readHelpParts();
  const pages = readPages();
  const all = pages.map(({ text }) => text).join('');
  expect(Object.keys(parts).filter((part) => !all.includes(`<!-- ${part} -->`))).toEqual([]);
  for (const page of pages) expect(page.text).toBe(toWanted(page, parts));
});
