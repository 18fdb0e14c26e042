// A local database that the scripts bring to the schema is one that wrangler has nothing to add to.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { BINDING, ROOT } from '../../seed/database.ts';
import { openMigrated, WRANGLER } from '../../seed/migration.ts';
import { createFolder } from './folder.ts';

const { folder, remove } = createFolder();
afterAll(remove);

it('has each migration once, and none is left for wrangler', async () => {
  await (await openMigrated({ persistTo: folder, remote: false })).close();
  const { d1, close } = await openMigrated({ persistTo: folder, remote: false });
  const { results } = await d1.prepare('select name from d1_migrations order by id').all<{ name: string }>();
  await close();
  const files = readdirSync(`${ROOT}/migrations`).filter((name) => name.endsWith('.sql'));
  expect(results.map(({ name }) => name)).toEqual(files.sort());
  const list = [WRANGLER, 'd1', 'migrations', 'list', BINDING, '--local', '--persist-to', folder];
  expect(execFileSync(process.execPath, list, { cwd: ROOT, encoding: 'utf8' })).toContain('No migrations to apply');
});
