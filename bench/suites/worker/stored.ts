// Suite `stored`: in which form a cached page is best kept: the bytes, the CPU to make the form and to have the answer's bytes
// again, and the same through KV. Expected: plain JSON costs nothing to serve and most bytes; gzip a fifth of the bytes for
// CPU at every hit; MessagePack saves little beside JSON and has to be made JSON again.
import { startInside } from '../../inside/host.ts';
import { type Sampled, type Sampling, sampleLoop, toHead } from '../../inside/sample.ts';
import { toTextTable } from '../../report/format.ts';
import { finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { STORED_HEAD, STORED_STAGES, toStoredRows } from '../../report/worker.ts';

const WORKER = 'bench/inside/stored.ts';
/** As bench/inside/stored.ts has them; the first is what Kartei does. */
export const FORM_NAMES = [
  'JSON',
  'JSON, gzip',
  'JSON, gzip at its quickest',
  'JSON, Brotli',
  'JSON of columns and rows',
  'MessagePack',
];

export async function measureStored(
  persistTo: string,
  sampling: Sampling,
  note: (line: string) => void,
): Promise<Result> {
  const inside = await startInside(persistTo, WORKER);
  const result = startResult('stored', { contacts: inside.contacts });
  try {
    const accounts: Sampled['account'][] = [];
    const measurements: Measurement[] = [];
    for (const form of FORM_NAMES) {
      note(form);
      for (const stage of STORED_STAGES) {
        const { measurement, account, told } = await sampleLoop(inside, { form, stage }, sampling);
        accounts.push(account);
        measurements.push({ ...measurement, name: form, subject: stage, seen: { bytes: told.bytes! } });
      }
    }
    const lines = [toHead('Milliseconds of CPU for a first page', sampling, accounts), '', ...toReport(measurements)];
    return finishResult({ ...result, measurements, lines });
  } finally {
    await inside.close();
  }
}

function toReport(measurements: Measurement[]): string[] {
  return toTextTable(STORED_HEAD, toStoredRows(measurements));
}
