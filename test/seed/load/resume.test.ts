// Loads into a real local D1, with faults put between the seed and the database.
import { beforeEach, describe, expect, it } from 'vitest';
import { checksum } from '../../../seed/load/checksum.ts';
import { dropIndexes } from '../../../seed/load/indexes.ts';
import { load } from '../../../seed/load/load.ts';
import { resetDatabase } from '../../../seed/load/reset.ts';
import { beginRun, readRun } from '../../../seed/load/run.ts';
import { WORD_STEPS } from '../../../seed/load/search.ts';
import { VALUE_COUNT_FIELDS } from '../../../src/plan/valuecount.ts';
import { isThorough } from '../../support/runs.ts';
import { CONTACTS, openLoaded, options } from './loaded.ts';
import { countNaively, expectDictionary, readCounts, readIndexes } from './stored.ts';

let d1: D1Database;
let migrated: unknown[];
let reference: string;

await openLoaded(
  async (opened) => {
    d1 = opened;
    migrated = await readIndexes(d1);
  },
  async () => {
    reference = await checksum(d1);
  },
);

async function loadAll(through = d1): Promise<void> {
  await load(through, await beginRun(d1, 1, CONTACTS), options);
}

/** The database, except that the batches of the given numbers meet a fault before or after they are committed. */
function withFaults(faults: Map<number, { message: string; committed: boolean }>): {
  d1: D1Database;
  sent: () => number;
} {
  let sent = 0;
  const batch = async (statements: D1PreparedStatement[]) => {
    const fault = faults.get(++sent);
    const results = fault && !fault.committed ? [] : await d1.batch(statements);
    if (fault) throw new Error(fault.message);
    return results;
  };
  const faulty = {
    prepare: (sql: string) => d1.prepare(sql),
    batch,
    withSession: () => d1.withSession(),
  } as unknown as D1Database;
  return { d1: faulty, sent: () => sent };
}

describe('a load', () => {
  beforeEach(() => resetDatabase(d1));

  it('writes the same rows in chunks of another size', async () => {
    await loadAll();
    expect(await checksum(d1)).toBe(reference);
  });

  it('goes on after faults that pass', async () => {
    const fault = { message: 'D1_ERROR: Network connection lost.', committed: false };
    const faulty = withFaults(new Map([2, 3, 5].map((batch) => [batch, fault])));
    await loadAll(faulty.d1);
    expect(await checksum(d1)).toBe(reference);
  });

  it.runIf(isThorough)('loads nothing twice when a batch was committed but its answer was lost', async () => {
    const fault = { message: 'D1_ERROR: Network connection lost.', committed: true };
    const faulty = withFaults(new Map([1, 4, 6].map((batch) => [batch, fault])));
    await loadAll(faulty.d1);
    expect(faulty.sent()).toBe(CONTACTS / options.chunk + VALUE_COUNT_FIELDS.length + 1 + 1 + WORD_STEPS.length + 1);
    expect(await checksum(d1)).toBe(reference);
  });

  it.runIf(isThorough)(
    'fails at once on a fault that does not pass, and goes on from there the next time',
    async () => {
      const fault = { message: 'D1_ERROR: no such column: nickname', committed: false };
      const faulty = withFaults(new Map([[4, fault]]));
      await expect(loadAll(faulty.d1)).rejects.toThrow('no such column: nickname');
      expect(faulty.sent()).toBe(4);
      expect(await readRun(d1)).toMatchObject({ loaded: 3 * options.chunk, finished: false });
      await loadAll();
      expect(await checksum(d1)).toBe(reference);
    },
  );

  it.runIf(isThorough)('goes on where another process, left over from before, loaded a chunk', async () => {
    const fault = { message: 'D1_ERROR: UNIQUE constraint failed: app_user.id', committed: true };
    await loadAll(withFaults(new Map([[2, fault]])).d1);
    expect(await checksum(d1)).toBe(reference);
  });

  it.runIf(isThorough)('builds what is missing when it was stopped while indexing', async () => {
    await loadAll();
    await dropIndexes(d1);
    await d1.prepare('update seed_run set finished = 0').run();
    await d1.prepare(`update value_count set contacts = contacts + 1, key = key || 'x' where contacts > 1`).run();
    await loadAll();
    expect(await readIndexes(d1)).toEqual(migrated);
    expect(await readCounts(d1)).toEqual(await countNaively(d1));
    await expectDictionary(d1);
    expect(await readRun(d1)).toMatchObject({ finished: true });
  });
});
