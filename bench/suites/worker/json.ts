// Suite `json`: what a page of 50 rows costs from D1 to JSON, by several ways; whole, with SQLite, D1 and the binding in the
// same process, and what of it the Worker itself has to do, which is what Cloudflare bills. Expected: JSON made by SQLite
// costs the Worker least and the database most; arrays come between.
import { startInside } from '../../inside/host.ts';
import { type Sampled, type Sampling, sampleLoop, toHead } from '../../inside/sample.ts';
import { toTextTable } from '../../report/format.ts';
import { finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { JSON_HEAD, toJsonRows } from '../../report/worker.ts';

const WORKER = 'bench/inside/rows.ts';
/** As bench/inside/rows.ts has them; the first is what Kartei does. */
export const ROW_WAYS = [
  'SQLite, a text for each row',
  'SQLite, an array for each row, made objects, JSON.stringify',
  'objects, JSON.stringify',
  'arrays, made objects, JSON.stringify',
  'arrays, written cell by cell',
  'arrays, sent as arrays',
  'SQLite, one text',
];

export async function measureJson(
  persistTo: string,
  sampling: Sampling,
  note: (line: string) => void,
): Promise<Result> {
  const inside = await startInside(persistTo, WORKER);
  const result = startResult('json', { contacts: inside.contacts });
  try {
    const accounts: Sampled['account'][] = [];
    const measurements: Measurement[] = [];
    for (const way of ROW_WAYS) {
      note(way);
      const sample = (stage: string) => sampleLoop(inside, { way, stage, contacts: inside.contacts }, sampling);
      const [whole, worker] = [await sample('whole'), await sample('worker')];
      accounts.push(whole.account, worker.account);
      const { bytes, received } = worker.told;
      measurements.push({ ...whole.measurement, name: way, subject: 'whole' });
      measurements.push({
        ...worker.measurement,
        name: way,
        subject: 'worker',
        seen: { bytes: bytes!, received: received! },
      });
    }
    const lines = [
      toHead('Milliseconds of CPU for a page of 50 rows', sampling, accounts),
      '',
      ...toReport(measurements),
    ];
    return finishResult({ ...result, measurements, lines });
  } finally {
    await inside.close();
  }
}

function toReport(measurements: Measurement[]): string[] {
  return toTextTable(JSON_HEAD, toJsonRows(measurements));
}
