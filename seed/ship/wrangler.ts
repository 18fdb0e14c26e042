// What shipping asks of wrangler: one process for each command, its output passed on, its answer as a value.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from '../database.ts';
import type { Environment } from '../environment.ts';
import { Refusal } from '../refusal.ts';

/** The share of requests that versions of the Worker get, in percent, by the version's id. */
export type Shares = Record<string, number>;

export type Wrangler = ReturnType<typeof toWrangler>;

const NOTHING_DEPLOYED = /no deployments|does not exist|\b10007\b/i;

/** The script of wrangler that Node runs, and its configuration. */
export type Files = { wrangler: string; config: string };

/** wrangler of one environment. */
export function toWrangler({ wrangler, config }: Files, env: Environment) {
  const run = (args: string[], variables?: Record<string, string>) =>
    runWrangler([wrangler, ...args, '--env', env, '--config', config], variables);
  return {
    /** What is deployed. Throws a Refusal where nothing is. */
    async readShares(): Promise<Shares> {
      const { code, answer, said } = await run(['deployments', 'status', '--json']);
      if (code === 0) return parseShares(answer);
      if (NOTHING_DEPLOYED.test(said))
        throw new Refusal(`Nothing is deployed yet, so that nothing can be shifted: npx wrangler deploy --env ${env}`);
      throw new Refusal(`wrangler deployments status failed: ${toLine(said)}`);
    },
    /** Uploads what is checked out as a version that gets no requests; gives its id. */
    async upload(tag: string): Promise<string> {
      const folder = mkdtempSync(join(tmpdir(), 'kartei-ship-'));
      const output = join(folder, 'output.ndjson');
      try {
        const args = ['versions', 'upload', '--tag', tag, '--message', `npm run ship, ${tag}`];
        const { code, said } = await run(args, { WRANGLER_OUTPUT_FILE_PATH: output });
        const id = code === 0 ? parseUploaded(readFileSync(output, 'utf8')) : null;
        if (id === null) throw new Refusal(`wrangler versions upload failed: ${toLine(said)}`);
        return id;
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    async deploy(shares: Shares, message: string): Promise<void> {
      const specs = Object.entries(shares).map(([id, percent]) => `${id}@${percent}`);
      const { code, said } = await run(['versions', 'deploy', ...specs, '-y', '--message', message]);
      if (code !== 0) throw new Refusal(`wrangler versions deploy failed: ${toLine(said)}`);
    },
    /** Cron triggers and routes, which are of no version. */
    async deployTriggers(): Promise<void> {
      const { code, said } = await run(['triggers', 'deploy']);
      if (code !== 0) throw new Refusal(`wrangler triggers deploy failed: ${toLine(said)}`);
    },
  };
}

/** Gives its output, which is what is parsed, and all that it said. */
async function runWrangler(args: string[], variables: Record<string, string> = {}) {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: 'true', ...variables };
  // A group of its own: what ends this process by the terminal lets it finish, so that what is deployed is known.
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [answer, said] = ['', ''];
  child.stdout.on('data', (data) => {
    answer += data;
    said += data;
  });
  child.stderr.on('data', (data) => (said += data));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, answer, said };
}

function parseShares(text: string): Shares {
  const { versions } = JSON.parse(text) as { versions: { version_id: string; percentage: number }[] };
  return Object.fromEntries(versions.map(({ version_id, percentage }) => [version_id, percentage]));
}

function parseUploaded(text: string): string | null {
  const lines = text.trim().split('\n').map((line) => JSON.parse(line) as { type: string; version_id?: string }); // biome-ignore format: short
  return lines.find(({ type }) => type === 'version-upload')?.version_id ?? null;
}

/** The line of the fault, where wrangler says which it is. */
export function toLine(said: string): string {
  const lines = stripVTControlCharacters(said).split('\n').map((line) => line.trim()).filter((line) => line !== ''); // biome-ignore format: short
  const line = lines.find((text) => /error/i.test(text)) ?? lines.at(-1) ?? 'it said nothing';
  return line.replace(/^.*\[?ERROR\]?\s*/, '');
}
