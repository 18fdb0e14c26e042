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

interface Help {
  name: string;
  lines: string[];
}

let helps: Promise<Help[]> | null = null;

/** Asked once, however often that is. */
export function readCommands(): Promise<Help[]> {
  helps ??= Promise.all(Object.entries(COMMANDS).map(readHelp));
  return helps;
}

/** As printed, without what every command says. */
async function readHelp([name, file]: [string, string]): Promise<Help> {
  const args = ['--disable-warning=ExperimentalWarning', toFile(file), '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const text = stdout.slice(stdout.indexOf('\n\n') + 2);
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^ +-h, --help|^Options:|^Arguments:/.test(line));
  return { name: name.replace('-', '_'), lines };
}
