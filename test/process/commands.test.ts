// What each command says of itself, in the documentation; and that what the runbook has one type is there.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readCommands } from '../docs/commands.ts';
import { readHelpParts, toWanted } from '../docs/docs.ts';
import { ROOT, readPages } from '../docs/pages.ts';

const pages = readPages();
/** Lines of code, indented as Markdown has them, that are commands. */
const typed = pages
  .filter(({ path }) => /runbook|deploying|loading|README/.test(path))
  .flatMap(({ text }) => text.match(/^ {4,}(npm run|npx wrangler) .*$/gm) ?? [])
  .map((line) => line.trim());
const toFlags = (line: string) => line.match(/(?<= )--[a-z][\w-]*/g) ?? [];

it('is in the documentation as the commands say it (npm run docs)', async () => {
  const parts = await readHelpParts();
  const all = pages.map(({ text }) => text).join('');
  expect(Object.keys(parts).filter((part) => !all.includes(`<!-- ${part} -->`))).toEqual([]);
  for (const page of pages) expect(page.text).toBe(toWanted(page, parts));
});

it('has each command of the runbook, with its flags', async () => {
  const helps = new Map((await readCommands()).map(({ name, lines }) => [name, lines.join(' ')]));
  const own = typed.filter((line) => line.startsWith('npm run '));
  expect(own.length).toBeGreaterThan(5);
  for (const line of own) {
    const [, , name = ''] = line.split(' ');
    const help = helps.get(name.replace(':', '_')) ?? '';
    expect([line, toFlags(line).filter((flag) => !help.includes(`${flag} `))]).toEqual([line, []]);
  }
  const foreign = new Map<string, string>();
  for (const line of typed.filter((one) => one.startsWith('npx wrangler '))) {
    const words = /^npx wrangler ([a-z][a-z0-9 -]*?)(?= --| [A-Z]|$)/.exec(line)![1]!;
    const help = foreign.get(words) ?? (await readWranglerHelp(words.split(' ')));
    foreign.set(words, help);
    expect([line, help.includes('GLOBAL FLAGS')]).toEqual([line, true]);
    expect([line, toFlags(line).filter((flag) => !help.includes(`${flag} `))]).toEqual([line, []]);
  }
  expect(foreign.size).toBeGreaterThan(5);
});

async function readWranglerHelp(words: string[]): Promise<string> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
  const args = ['node_modules/wrangler/bin/wrangler.js', ...words, '--help'];
  return (await promisify(execFile)(process.execPath, args, { cwd: ROOT, env })).stdout;
}
