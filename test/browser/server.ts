// The Worker as `wrangler dev` serves it, on contacts of its own: a copy of a database that is loaded once for each size.
import { findPort } from '../../bench/harness/process.ts';
import { OFFLINE } from '../../seed/database.ts';
import { WRANGLER } from '../../seed/migration.ts';
import { type Script, startNode, untilSaid } from '../seed/folder.ts';
import { createLoaded } from '../seed/local/template.ts';

export interface Server {
  /** Without a slash at the end. */
  url: string;
  close: () => Promise<void>;
}

/** Serves so many contacts; `variables` are those of the Worker. */
export async function startServer(contacts: number, variables: Record<string, string> = {}): Promise<Server> {
  const { folder, remove } = await createLoaded(contacts);
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
