// npm run erasures: what the ledger has, and whom it deletes again after a restore.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../seed/database.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { openMigrated } from '../../seed/migration.ts';
import { openDatabase } from '../../src/db/database.ts';
import { enterErasures } from '../../src/write/statements/ledger.ts';
import { startHere, startScript } from './folder.ts';
import { createMigrated } from './local/template.ts';

const { folder, remove } = await createMigrated();

async function within<T>(act: (database: Database) => Promise<T>): Promise<T> {
  const database = await openMigrated({ persistTo: folder, remote: false });
  try {
    return await act(database);
  } finally {
    await database.close();
  }
}

/** What the command says, run to its end. */
async function run(...options: string[]): Promise<string> {
  const script = startScript('erased/erasures', '--persist-to', folder, ...options);
  expect([await script.ended, script.said()]).toEqual([0, expect.any(String)]);
  return script.said();
}

beforeAll(() =>
  within(async ({ d1, ledger }) => {
    await load(d1, await beginRun(d1, 1, 1200), { start: startHere });
    const erasedAt = new Date().toISOString().replace(/\.\d+/, '');
    const ids = Array.from({ length: 1100 }, (_, at) => at + 1);
    await openDatabase(ledger).run(enterErasures(ids.map((contactId) => ({ contactId, erasedAt }))));
  }),
);
afterAll(remove);

it('says how many contacts the ledger has, deletes those who are there again, and nobody twice', async () => {
  expect(await run()).toContain('In the ledger: 1100.');
  expect(await run('--replay')).toContain('Deleted again: 1100.');
  expect(await run('--replay')).toContain('Deleted again: 0.');
  const left = await within(({ d1 }) =>
    d1.prepare('select count(*), min(id), (select contacts from data_state) from app_user').raw(),
  );
  expect(left).toEqual([[100, 1101, 100]]);
});
