// The Worker as `wrangler dev` serves it, on contacts of its own: a copy of a database that is loaded once for each size.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPort } from '../../bench/harness/process.ts';
import { OFFLINE, ROOT } from '../../seed/database.ts';
import { WRANGLER } from '../../seed/migration.ts';
import { createFolder, type Script, startNode, startScript, untilSaid } from '../seed/folder.ts';

export interface Server {
  /** Without a slash at the end. */
  url: string;
  close: () => Promise<void>;
}

/** Serves so many contacts; `variables` are those of the Worker. */
export async function startServer(contacts: number, variables: Record<string, string> = {}): Promise<Server> {
  const template = await loadOnce(contacts);
  const { folder, remove } = createFolder();
  cpSync(template, folder, { recursive: true });
  const values = Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const { server, port } = await serve(['--persist-to', folder, ...values]);
  const close = async () => {
    server.process.kill('SIGTERM');
    await server.ended;
    remove();
  };
  return { url: `http://localhost:${port}`, close };
}

/** Another process may take a port between its being found and its being used: then another is tried. */
async function serve(args: string[], attempts = 3): Promise<{ server: Script; port: number }> {
  const port = await findPort();
  const command = [WRANGLER, 'dev', '--port', String(port), ...args, '--show-interactive-dev-session=false'];
  const server = startNode(command, OFFLINE);
  try {
    await untilSaid(server, /Ready on/);
    return { server, port };
  } catch (error) {
    if (attempts <= 1 || !/already in use/.test(server.said())) throw error;
    return serve(args, attempts - 1);
  }
}

/** The folder of a database that is loaded with them, made again when migrations or the maker of contacts have changed. */
async function loadOnce(contacts: number): Promise<string> {
  const hash = createHash('sha256').update(String(contacts));
  for (const folder of ['migrations', 'seed/generate', 'seed/load'])
    for (const file of readdirSync(resolve(ROOT, folder)).sort())
      if (/\.(sql|ts)$/.test(file)) hash.update(readFileSync(resolve(ROOT, folder, file)));
  const template = join(tmpdir(), `kartei-loaded-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(template)) return template;
  const made = createFolder();
  const load = startScript('seed', '--contacts', String(contacts), '--persist-to', made.folder);
  if ((await load.ended) !== 0) throw new Error(load.said());
  try {
    renameSync(made.folder, template);
  } catch {
    made.remove(); // another process was first
  }
  return template;
}
