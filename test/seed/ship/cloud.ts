// Stands for Cloudflare: a file that says what is deployed, and a server on this machine that answers as the version which is
// meant, and counts errors as Analytics Engine does.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CONFIG } from '../../../seed/database.ts';
import { release } from '../../../seed/ship/release.ts';

export type Cloud = {
  shares: Record<string, number>;
  /** What wrangler was asked for, without the environment. */
  asked: string[];
  faults: { command: string; says: string; times: number }[];
};

export type Behaviour = {
  /** The status that the new version answers lists with. */
  status: number;
  /** Whether the header that overrides the shares is followed. */
  follows: boolean;
  /** Of a hundred requests to the new version, when it has this share and more. */
  failed: { share: number; of100: number };
  /** The first answers of Analytics Engine, so many: their status, and no request is counted. */
  late: { answers: number; status: number };
};

const WELL: Behaviour = {
  status: 200,
  follows: true,
  failed: { share: 101, of100: 0 },
  late: { answers: 0, status: 200 },
};

export type Staging = {
  behaviour?: Partial<Behaviour>;
  faults?: Cloud['faults'];
  shares?: Cloud['shares'];
  waitMs?: number;
  signal?: AbortSignal;
};

/** Releases in a folder to a cloud that behaves like this, and otherwise well; gives what became of it. */
export async function releaseTo(folder: string, staging: Staging = {}) {
  const { behaviour, faults = [], shares = { old: 100 }, waitMs = 0, signal = new AbortController().signal } = staging;
  const file = join(folder, 'cloud.json');
  const cloud = () => JSON.parse(readFileSync(file, 'utf8')) as Cloud;
  writeFileSync(file, JSON.stringify({ shares, asked: [], faults } satisfies Cloud));
  const how = { ...WELL, ...behaviour };
  let counts = 0;
  const server = createServer(async (request, response) => {
    let sent = '';
    for await (const chunk of request) sent += chunk;
    const isLate = request.url!.endsWith('/analytics_engine/sql') && counts++ < how.late.answers;
    const late = { status: how.late.status, body: { data: [], rows: 0 } };
    const { status, body } = isLate ? late : answer(request, sent, how, cloud());
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { FAKE_CLOUD: file, CLOUDFLARE_API_BASE_URL: url });
  const said: string[] = [];
  const fault = await release({
    env: 'production',
    files: { wrangler: join(import.meta.dirname, 'fake.ts'), config: CONFIG },
    target: { url, worker: 'kartei', credentials: { Authorization: 'Bearer a-read-token' } },
    account: { id: 'an-account', token: 'an-api-token', dataset: 'kartei_requests' },
    commit: 'a-commit',
    ...{ waitMs, signal },
    say: (line) => said.push(line),
  }).then(
    () => null,
    (error: Error) => error.message,
  );
  server.close().closeAllConnections();
  const { asked, shares: left } = cloud();
  const steps = asked.filter((command) => command.startsWith('versions deploy')).map((command) => command.match(/\w+@\d+/g)!.join(' ')); // biome-ignore format: short
  return { fault, said, asked, steps, shares: left };
}

function answer({ url = '', headers }: IncomingMessage, sent: string, how: Behaviour, { shares }: Cloud) {
  const newShare = shares.new ?? -1;
  if (url.endsWith('/analytics_engine/sql')) {
    const failed = sent.includes(`'new'`) && newShare >= how.failed.share ? how.failed.of100 : 0;
    return { status: 200, body: { data: [{ requests: '100', failed: String(failed) }], rows: 1 } };
  }
  const [, wanted] = /^kartei="(\w+)"$/.exec(String(headers['cloudflare-workers-version-overrides'])) ?? [];
  const build = how.follows && wanted !== undefined && wanted in shares ? wanted : 'old';
  if (headers.authorization !== 'Bearer a-read-token') return { status: 401, body: {} };
  if (url === '/healthz') return { status: 200, body: { status: 'ok', build } };
  return { status: build === 'new' ? how.status : 200, body: { data: [] } };
}
