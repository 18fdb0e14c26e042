// Suite `growth`: the same questions at 30 thousand, 300 thousand and 3 million contacts. Expected: Kartei reads the same
// number of rows for a page at every size, and what has to count, skip or sort grows with the data.

import { prepareScenarios } from '../cases/prepare.ts';
import { PAGES } from '../cases/scenarios.ts';
import { openClient } from '../harness/client.ts';
import { prepareData } from '../harness/data.ts';
import type { Effort } from '../harness/effort.ts';
import { measureScenario } from '../harness/measure.ts';
import { startServers } from '../harness/servers.ts';
import { addTo, finishResult, type Result, startResult } from '../report/result.ts';

export const SIZES = [30_000, 300_000, 3_000_000];

/** A filter's matches grow with the data: what is read for them may, too. */
const FILTERED = ['rare first name by city', 'common first name by points', 'city and gender by activity'];

interface Options {
  folder: string;
  sizes: readonly number[];
  effort: Effort;
  note: (line: string) => void;
}

export async function measureGrowth({ folder, sizes, effort, note }: Options): Promise<Result> {
  const result = startResult('growth', { contacts: sizes.join(', ') });
  for (const contacts of sizes) {
    const persistTo = await prepareData(folder, contacts);
    const { scenarios, statements } = await prepareScenarios(persistTo, [...PAGES, ...FILTERED]);
    const servers = await startServers(persistTo, statements);
    const client = openClient(1);
    try {
      for (const scenario of scenarios) {
        const { name, expected, unflattering } = scenario;
        note(`${contacts.toLocaleString('en')} contacts: ${name}`);
        const measured = await measureScenario({ servers, client, salt: Date.now() }, scenario, effort.list);
        const isKnown = result.scenarios.some((other) => other.name === name);
        addTo(result, {
          scenarios: isKnown ? [] : [{ name, expected, unflattering }],
          measurements: measured.map((one) => ({ ...one, seen: { ...one.seen, contacts } })),
        });
      }
    } finally {
      client.close();
      await servers.close();
    }
  }
  return finishResult(result);
}
