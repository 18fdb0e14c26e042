// npm start: a local database with contacts in it, served by wrangler on this machine. Nothing here needs a network.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { announceVersion } from './announce.ts';
import { OFFLINE, ROOT } from './database.ts';
import { load } from './load/load.ts';
import { beginRun, hasContacts, readRun } from './load/run.ts';
import { buildSearch } from './load/search.ts';
import { WRANGLER } from './migration.ts';
import { persistTo, toContacts, toPort, toSeed } from './option.ts';
import { Refusal, runCommand } from './refusal.ts';
import { retry } from './retry.ts';
import { useMigrated } from './runtime.ts';

type Options = { port: number; contacts: number; seed: number; persistTo: string };

const READY_SECONDS = 60;
const POLL_MS = 200;

const EXAMPLES = [
  '/v1/contacts?sort=-points,last_name',
  '/v1/contacts?first_name=Steve&country.in=US,GB',
  '/v1/contacts?sort=last_name&cursor=last&limit=20',
];

const command = new Command('start')
  .description('Migrates the local database, loads contacts if it is empty, and serves it.')
  .option('--port <n>', 'where to listen', toPort, 8787)
  .option('--contacts <n>', 'how many contacts to load into an empty database', toContacts, 100_000)
  .option('--seed <n>', 'which contacts to load', toSeed, 1)
  .addOption(persistTo())
  .allowExcessArguments(false)
  .parse();

await runCommand(() => start(command.opts<Options>()));

async function start(options: Options): Promise<void> {
  if (await isTaken(options.port)) throw new Refusal(`Port ${options.port} is taken. Choose another: --port N`);
  await prepare(options);
  await serve(options);
}

/** Keeps the contacts that are there, finishes a load that was stopped, and loads an empty database. */
async function prepare({ persistTo, seed, contacts }: Options): Promise<void> {
  await useMigrated({ persistTo, remote: false }, async ({ d1, kv }) => {
    const run = await retry(() => readRun(d1));
    const isLoaded = run ? run.finished : await retry(() => hasContacts(d1));
    if (!isLoaded) await load(d1, run ?? (await beginRun(d1, seed, contacts)));
    else await buildSearch(d1); // goes on where it was stopped; contacts that no seed made may have none yet
    await announceVersion({ d1, kv });
  });
}

/** Runs wrangler until it ends or this process is told to end; then its exit code is ours. */
async function serve({ port, persistTo }: Options): Promise<void> {
  const args = [WRANGLER, 'dev', '--port', String(port), '--persist-to', resolve(persistTo)];
  const server = spawn(process.execPath, [...args, '--show-interactive-dev-session=false'], {
    cwd: ROOT,
    env: { ...process.env, ...OFFLINE },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping = true;
      server.kill('SIGTERM');
    });
  }
  const ended = once(server, 'exit');
  const base = `http://localhost:${port}`;
  if (await Promise.race([isReady(base), ended.then(() => false)])) {
    console.log(
      `\nOpen ${base} in a browser.\n\nTry:\n${EXAMPLES.map((example) => `  ${base}${example}`).join('\n')}\n`,
    );
  }
  const [code] = await ended;
  process.exitCode = stopping ? 0 : (code ?? 1);
}

async function isReady(base: string): Promise<boolean> {
  for (let waited = 0; waited < READY_SECONDS * 1000; waited += POLL_MS) {
    await new Promise((resume) => setTimeout(resume, POLL_MS));
    const answered = await fetch(base).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    );
    if (answered) return true;
  }
  return false;
}

/** Whether something listens on the port already, on either loopback address. */
async function isTaken(port: number): Promise<boolean> {
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => answersOn(host, port)));
  return answers.includes(true);
}

function answersOn(host: string, port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host, port });
    const end = (answered: boolean) => {
      socket.destroy();
      answer(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
