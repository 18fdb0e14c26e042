// Suite `cpu`: what the Worker itself computes for a list that no cache knows, the database's own work left out: a loop in
// workerd asks it again and again, D1 replaying what it answered once, and the kernel says what CPU the process took. Beside
// it the planning alone: a query parsed, planned, and its statements written. Expected: within 10 ms, which is what the
// free plan of Workers allows, and far below it for everyday lists.
import { type Inside, startInside } from '../../inside/host.ts';
import { type Sampled, type Sampling, sampleLoop, toHead } from '../../inside/sample.ts';
import type { Stage } from '../../inside/worker.ts';
import { toTextTable } from '../../report/format.ts';
import { finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { CPU_HEAD, toCpuRows } from '../../report/worker.ts';

const WORKER = 'bench/inside/worker.ts';
/** Everyday questions, of which each names a value that the seed's contacts have. */
export const ASKED = {
  list: [
    '',
    'sort=city',
    'first_name=anna&sort=-points',
    'last_name=schneider',
    'last_name.startswith=mar&sort=last_name',
    'last_name.contains=stei',
    'city=berlin&gender=female&sort=-last_activity',
    'country=de&points.gte=500&sort=last_name',
    'sort=country,last_name',
  ],
  search: ['q=anna+berlin', 'q=mull+ber', 'q=schneider', 'q=anna&country=de', 'q=mull+ber&sort=-points'],
} as const;
export type Kind = keyof typeof ASKED;

export async function measureCpu(persistTo: string, sampling: Sampling, note: (line: string) => void): Promise<Result> {
  const inside = await startInside(persistTo, WORKER);
  const result = startResult('cpu', { contacts: inside.contacts });
  try {
    const measurements: Measurement[] = [];
    for (const kind of Object.keys(ASKED) as Kind[])
      for (const search of ASKED[kind]) {
        note(search === '' ? 'first page' : search);
        for (const stage of ['whole', 'planning'] as const)
          measurements.push(await measure(inside, { kind, search, stage }, sampling));
      }
    return finishResult({ ...result, measurements, lines: toReport(measurements, sampling) });
  } finally {
    await inside.close();
  }
}

async function measure(
  inside: Inside,
  { kind, search, stage }: { kind: Kind; search: string; stage: Stage },
  sampling: Sampling,
): Promise<Measurement> {
  const { measurement, account, told } = await sampleLoop(inside, { search, stage }, sampling);
  if (told.trips! > 0) throw new Error(`${search}: ${told.trips} trips to the database were made in the last loop.`);
  const name = search === '' ? 'first page' : search;
  return { ...measurement, name, subject: stage === 'whole' ? 'kartei' : 'planning', seen: { kind, account } };
}

function toReport(measurements: Measurement[], sampling: Sampling): string[] {
  const accounts = measurements.map(({ seen }) => seen!.account as Sampled['account']);
  return [
    toHead('Milliseconds of CPU for one request', sampling, accounts),
    '',
    ...toTextTable(CPU_HEAD, toCpuRows(measurements)),
  ];
}
