// A release, against a stand-in for wrangler and one for Cloudflare on this machine; and what the command says without them.
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../seed/database.ts';
import { type Bound, nameMissing } from '../../../seed/ship/missing.ts';
import { createFolder, startScriptIn } from '../folder.ts';
import { releaseTo } from './cloud.ts';

const { folder, remove } = createFolder();
afterAll(remove);

const TRIED = 'new@0 old@100';
const FIRST = [TRIED, 'new@10 old@90'];

describe('a release', () => {
  it('is tried at 0 %, gets requests step by step, and its triggers in the end', async () => {
    const { fault, said, asked, steps, shares } = await releaseTo(folder);
    expect(fault).toBe(null);
    expect(said.at(-1)).toContain('new is served to everyone');
    expect(steps).toEqual([...FIRST, 'new@50 old@50', 'new@100']);
    expect(shares).toEqual({ new: 100 });
    expect(asked[1]).toBe('versions upload --tag a-commit --message npm run ship, a-commit');
    expect(asked.at(-1)).toBe('triggers deploy');
  });

  // biome-ignore format: a table
  it.each([
    ['fails the smoke test at 0 %', { status: 503 }, [TRIED], /v1\/contacts\?limit=1 was answered 503/],
    ['is not the one that answers', { follows: false }, [TRIED], /healthz of version new was answered by old/],
    ['fails requests at 10 %', { failed: { share: 10, of100: 5 } }, FIRST, /^10 %: 5 of 100 requests failed/],
    ['fails requests at 100 %', { failed: { share: 100, of100: 5 } }, [...FIRST, 'new@50 old@50', 'new@100'], /^100 %: 5 of 100/],
    ['cannot be seen to fail', { late: { answers: 8, status: 500 } }, FIRST, /Errors could not be counted.* answered 500/],
    ['may not be seen to fail', { late: { answers: 2, status: 403 } }, FIRST, /Errors could not be counted.* answered 403/],
    ['has no request counted', { late: { answers: 8, status: 200 } }, FIRST, /^No request of the new version was counted, so/],
  ])('that %s gives all requests back to the version before', async (_, behaviour, steps, why) => {
    const result = await releaseTo(folder, { behaviour });
    expect(result.fault).toMatch(why);
    expect(result.fault).toContain('All requests go to old again.');
    expect(result.steps).toEqual([...steps, 'old@100']);
    expect(result.asked).not.toContain('triggers deploy');
  });

  it.each([200, 503])('is counted again where it has no request yet, or that fails: %i', async (status) => {
    const { fault, said } = await releaseTo(folder, { behaviour: { late: { answers: 6, status } } });
    expect(fault).toBe(null);
    expect(said).toContain('10 %: 0 of 100 requests failed, of the version before 0 of 100.');
  });

  it('is rolled back again where that fails', async () => {
    const faults = [{ command: 'deploy old@100', says: 'Too many requests', times: 2 }];
    const { fault, shares } = await releaseTo(folder, { behaviour: { status: 500 }, faults });
    expect(shares).toEqual({ old: 100 });
    expect(fault).toContain('All requests go to old again.');
  });

  it('says in one line how to roll back by hand where it cannot', async () => {
    const faults = [{ command: 'deploy old@100', says: 'Too many requests', times: 99 }];
    const { fault } = await releaseTo(folder, { behaviour: { status: 500 }, faults });
    expect(fault).toMatch(/^[^\n]*THE ROLLBACK FAILED.*: npx wrangler versions deploy old@100 -y --env production$/);
  });

  it('is rolled back where a step is refused, and where it is told to end', async () => {
    const refused = await releaseTo(folder, { faults: [{ command: 'deploy new@50', says: 'Not now', times: 1 }] });
    expect(refused).toMatchObject({ shares: { old: 100 }, fault: expect.stringContaining('Not now') });
    const ended = await releaseTo(folder, { waitMs: 60_000, signal: AbortSignal.timeout(1000) });
    expect(ended).toMatchObject({ shares: { old: 100 }, fault: expect.stringContaining('told to end') });
  });

  it('is not begun where nothing is deployed, requests are being shifted, or the upload fails', async () => {
    const none = await releaseTo(folder, { faults: [{ command: 'status', says: 'The Worker kartei has no deployments.', times: 9 }] }); // biome-ignore format: short
    expect(none.fault).toMatch(/^Nothing is deployed yet, .*: npx wrangler deploy --env production$/);
    const shifting = await releaseTo(folder, { shares: { old: 90, older: 10 } });
    expect(shifting.fault).toMatch(/^Requests are being shifted already \(old@90 older@10\)/);
    const refused = await releaseTo(folder, { faults: [{ command: 'upload', says: 'No assets', times: 9 }] });
    expect(refused.fault).toBe('wrangler versions upload failed: No assets');
    expect([none.steps, shifting.steps, refused.steps]).toEqual([[], [], []]);
  });

  it('says what is left to do where the triggers are refused', async () => {
    const { fault, shares } = await releaseTo(folder, {
      faults: [{ command: 'triggers', says: 'No route', times: 9 }],
    });
    expect(shares).toEqual({ new: 100 });
    expect(fault).toBe('wrangler triggers deploy failed: No route');
  });
});

// biome-ignore format: a table
it.each([
  ['ship/ship', [], {}, /^error: The variable CLOUDFLARE_API_TOKEN is not set; errors are counted with it, a login is not enough\.$/],
  ['ship/ship', ['--env', 'staging'], { CLOUDFLARE_API_TOKEN: 'one' }, /^error: There is no database for staging yet: npx wrangler d1 create kartei-staging,/],
  ['seed', ['--remote', '--contacts', '10'], {}, /^error: Cloudflare does not know you/m],
  ['epoch', ['--remote'], {}, /^error: Cloudflare does not know you/m],
  ['backup/backup', ['--remote', '--to', folder], {}, /^error: Cloudflare does not know you/m],
  ['backup/backup', [], {}, /^error: required option '--to <dir>' not specified$/],
  ['backup/restore', ['--from', folder], {}, /^error: \S+ holds no backup\.$/],
])('%s %j names the first thing that is missing in one line', async (name, args, variables, line) => {
  const nobody = { CLOUDFLARE_API_TOKEN: '', HOME: folder, XDG_CONFIG_HOME: folder };
  const script = startScriptIn({ ...nobody, ...variables }, name, ...args);
  expect(await script.ended).toBe(1);
  const said = script.said().trim().split('\n').filter((text) => !/Establishing remote connection/.test(text));
  expect(said).toEqual([expect.stringMatching(line)]);
});

it('names what is missing by its own name, each binding in its turn', () => {
  const { d1_databases, kv_namespaces }: Bound = readEnvironment('staging');
  const nameWith = (count: number) => {
    const given = d1_databases.map((one, at) => (at < count ? { ...one, database_id: randomUUID() } : one));
    return nameMissing('staging', '', { d1_databases: given, kv_namespaces });
  };
  expect(nameWith(0)).toContain('npx wrangler d1 create kartei-staging, ');
  expect(nameWith(1)).toContain('npx wrangler d1 create kartei-staging-ledger, ');
  expect(nameWith(2)).toContain('npx wrangler kv namespace create kartei-staging, ');
});
