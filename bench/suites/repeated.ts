// The same first page again and again, as most people ask for it: what a cache makes of it, beside a bare value of KV and
// a constant; and the first page after each write, which no cache may answer.

import { WARM, WRITTEN } from '../cases/scenarios.ts';
import { type Answer, toCacheState, toRowsRead } from '../harness/client.ts';
import type { Effort } from '../harness/effort.ts';
import { interleave } from '../harness/interleave.ts';
import type { Subject } from '../harness/servers.ts';
import type { Asker } from '../harness/subject.ts';
import type { Measurement, Result } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';

/** What `kv` streams; in Kartei's own namespace. */
export const KV_KEY = 'bench:page';
const FIRST_PAGE = '/v1/contacts';
/** Long enough for what an answer left to be done behind it. */
const SETTLE_MS = 200;

type Part = Pick<Result, 'scenarios' | 'measurements'>;

export async function measureRepeated(asker: Asker, { list }: Effort): Promise<Part> {
  const page = await fillCaches(asker);
  const subjects = ['kartei', 'kv', 'hello'] as const;
  const states = new Map<Subject, string>();
  let last = page;
  const samples = await interleave(subjects, list, async (subject) => {
    const answer = await asker.client.ask(toUrl(asker, subject));
    if (answer.status !== 200) throw new Error(`${subject} answers ${answer.status}: ${answer.body.slice(0, 300)}`);
    if (subject === 'kartei') last = answer;
    states.set(subject, toCacheState(answer) ?? 'none');
    return answer.milliseconds;
  });
  const measurements = subjects.map((subject): Measurement => {
    const own = samples.get(subject)!;
    const rowsRead = subject === 'kartei' ? { rowsRead: toRowsRead(last) ?? 0 } : {};
    return {
      name: WARM,
      subject,
      unit: 'ms',
      summary: summarize(own),
      samples: own,
      ...rowsRead,
      seen: { cache: states.get(subject)! },
    };
  });
  const scenarios = [
    {
      name: WARM,
      expected: 'From memory: less than a bare value of KV takes, and no rows read.',
      unflattering: false,
    },
  ];
  const written = await measureWritten(asker, list.rounds);
  return { scenarios: [...scenarios, ...written.scenarios], measurements: [...measurements, ...written.measurements] };
}

/** Puts the first page where `kv` finds it, and makes Kartei know it. */
export async function fillCaches({ servers, client }: Asker): Promise<Answer> {
  const page = await client.ask(servers.urls.kartei + FIRST_PAGE);
  await servers.kv.put(KV_KEY, page.body);
  await new Promise((resume) => setTimeout(resume, SETTLE_MS));
  return page;
}

export function toUrl({ servers }: Asker, subject: Subject): string {
  return servers.urls[subject] + (subject === 'kartei' ? FIRST_PAGE : '/');
}

/** Writes what a contact has already, so that the data stays, but its version does not. */
async function measureWritten({ servers, client }: Asker, rounds: number): Promise<Part> {
  const contact = `${servers.urls.kartei}/v1/contacts/1`;
  const { points } = JSON.parse((await client.ask(contact)).body);
  const write = () => client.ask(contact, { method: 'PATCH', body: { points } });
  if ((await write()).status !== 200) return { scenarios: [], measurements: [] };
  const samples: number[] = [];
  let rowsRead = 0;
  for (let round = 0; round < rounds; round++) {
    const { headers } = await write();
    const seen = headers['x-data-version'];
    const page = await client.ask(
      servers.urls.kartei + FIRST_PAGE,
      seen ? { headers: { 'x-data-version': String(seen) } } : {},
    );
    samples.push(page.milliseconds);
    rowsRead = toRowsRead(page) ?? 0;
  }
  return {
    scenarios: [
      { name: WRITTEN, expected: 'As slow as without a cache: whoever wrote must see it.', unflattering: true },
    ],
    measurements: [{ name: WRITTEN, subject: 'kartei', unit: 'ms', summary: summarize(samples), samples, rowsRead }],
  };
}
