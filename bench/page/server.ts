// The page as `wrangler dev` serves it, script and style included, on the data of a state folder. Ends with `close`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { OFFLINE, ROOT } from '../../seed/database.ts';
import { WRANGLER } from '../../seed/migration.ts';
import { findPort } from '../harness/process.ts';
import { lendState } from '../harness/servers.ts';

const READY_MS = 60_000;
const POLL_MS = 100;

export interface PageServer {
  /** Without a slash at the end. */
  url: string;
  close: () => Promise<void>;
}

export async function servePage(persistTo: string): Promise<PageServer> {
  const state = await lendState(persistTo);
  const url = `http://localhost:${await findPort()}`;
  const args = ['dev', '--port', new URL(url).port, '--persist-to', state, '--show-interactive-dev-session=false'];
  const server = spawn(process.execPath, [WRANGLER, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...OFFLINE },
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const close = async () => {
    server.kill('SIGTERM');
    await ended;
    await rm(state, { recursive: true, force: true });
  };
  for (const begun = Date.now(); ; await new Promise((resume) => setTimeout(resume, POLL_MS))) {
    const isReady = await fetch(`${url}/v1/contacts?limit=1`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { url, close };
    if (server.exitCode === null && Date.now() - begun < READY_MS) continue;
    await close();
    throw new Error('The page could not be served.');
  }
}
