// npm run explain as a process: what it says of a query, and of one that is none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../seed/database.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { startHere, startScript } from './folder.ts';
import { createMigrated } from './local/template.ts';

const CONTACTS = 500;
const { folder, remove } = await createMigrated();
afterAll(remove);

async function explain(query: string): Promise<{ said: string; code: number | null }> {
  const script = startScript('explain', query, '--persist-to', folder);
  const code = await script.ended;
  return { said: script.said(), code };
}

describe('npm run explain', () => {
  it('says of a database without contacts how to load some', async () => {
    const { said, code } = await explain('sort=city');
    expect([code, said.trim()]).toEqual([1, 'error: The database has no contacts. First run: npm run seed']);
  });

  describe('with contacts', () => {
    beforeAll(async () => {
      const { d1, close } = await openDatabase({ persistTo: folder, remote: false });
      await load(d1, await beginRun(d1, 1, CONTACTS), { start: startHere });
      await close();
    });

    it.each(['country=NO&sort=city', '/v1/contacts?country=NO&sort=city&explain=true'])(
      "prints steps, estimates, statements and SQLite's plan: %s",
      async (query) => {
        const { said, code } = await explain(query);
        expect(code).toBe(0);
        expect(said).toContain('/v1/contacts?country=NO&sort=city&explain=true\n');
        expect(said).toMatch(/^1\. \w+ address by address_\w+\n {3}expected rows: \d+, read: \d+/m);
        expect(said).toMatch(/^\d\. rows read: \d+, in [\d.]+ ms\n {3}.*"address_\w+".*\n( {3}with .*\n)? {3}\| /m);
        expect(said).toMatch(/\| (SEARCH|SCAN) address USING .*INDEX address_/);
      },
    );

    it('says which values contain a text', async () => {
      const { said } = await explain('last_name.contains=sen&city.contains=qqqq');
      expect(said).toMatch(/^last_name contains "sen": \d+ values, of \d+ contacts\.$/m);
      expect(said).toContain('city contains "qqqq": 0 values, of 0 contacts.\n');
    });

    it('names the faults of a query', async () => {
      const { said, code } = await explain('citty=x');
      expect(code).toBe(1);
      expect(said).toBe('error: The query has 1 fault\n  citty: No field or parameter "citty". Did you mean city?\n');
    });
  });
});
