// The commands of the project, each asked for its own help. A process each, so this takes some seconds.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT, toFile } from './pages.ts';

/** By the name of the npm script. */
const COMMANDS = {
  start: 'seed/start.ts',
  seed: 'seed/seed.ts',
  token: 'seed/token.ts',
  epoch: 'seed/epoch.ts',
  erasures: 'seed/erased/erasures.ts',
  backup: 'seed/backup/backup.ts',
  restore: 'seed/backup/restore.ts',
  ship: 'seed/ship/ship.ts',
  explain: 'seed/explain.ts',
  bench: 'bench/bench.ts',
  'bench:compare': 'bench/compare.ts',
};

export async function readCommands(): Promise<{ name: string; lines: string[] }[]> {
  return Promise.all(
    Object.entries(COMMANDS).map(async ([name, file]) => ({
      name: name.replace('-', '_'),
      lines: await readHelp(file),
    })),
  );
}

/** As printed, without what every command says. */
async function readHelp(file: string): Promise<string[]> {
  const args = ['--disable-warning=ExperimentalWarning', toFile(file), '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const text = stdout.slice(stdout.indexOf('\n\n') + 2);
  return text.split('\n').filter((line) => line.trim() !== '' && !/^ +-h, --help|^Options:|^Arguments:/.test(line));
}
