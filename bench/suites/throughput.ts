// How many first pages a second: eight clients, each asking again as soon as it is answered, in slices of time that the
// subjects take in turn. A closed loop, so it says what a server bears, not what people wait (suite `load` does).

import { COLD_RATE, WARM_RATE } from '../cases/scenarios.ts';
import { toUnseen } from '../cases/unseen.ts';
import { openClient } from '../harness/client.ts';
import type { Effort } from '../harness/effort.ts';
import { interleave } from '../harness/interleave.ts';
import type { Subject } from '../harness/servers.ts';
import type { Asker } from '../harness/subject.ts';
import type { Measurement, Result } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';
import { fillCaches, toUrl } from './repeated.ts';

const CLIENTS = 8;

export async function measureThroughput(
  asker: Asker,
  { slices }: Effort,
): Promise<Pick<Result, 'scenarios' | 'measurements'>> {
  await fillCaches(asker);
  let at = asker.salt;
  const unseen = (subject: Subject) =>
    subject === 'kartei'
      ? `${asker.servers.urls.kartei}/v1/contacts?${toUnseen('', at++)}`
      : `${asker.servers.urls.sql}/first%20page`;
  const cold = await measureRate(['kartei', 'sql'], slices, unseen);
  const warm = await measureRate(['kartei', 'kv', 'hello'], slices, (subject) => toUrl(asker, subject));
  return {
    scenarios: [
      {
        name: COLD_RATE,
        expected: 'At least 0.7 of what bare SQL bears: the rest is parsing, checking, the total, links and tags.',
        unflattering: false,
      },
      {
        name: WARM_RATE,
        expected: 'Twice what a bare value of KV bears, from memory. Near `hello` the bench itself is the limit.',
        unflattering: false,
      },
    ],
    measurements: [...toRates(COLD_RATE, cold), ...toRates(WARM_RATE, warm)],
  };
}

/** One for each subject. */
export function toRates(name: string, rates: Map<string, number[]>): Measurement[] {
  return [...rates].map(([subject, samples]) => ({
    name,
    subject,
    unit: 'req/s',
    summary: summarize(samples),
    samples,
    seen: { clients: CLIENTS },
  }));
}

/** Requests a second by subject, one sample a slice. */
export async function measureRate<T extends string>(
  subjects: readonly T[],
  slices: Effort['slices'],
  toNext: (subject: T) => string,
): Promise<Map<T, number[]>> {
  const client = openClient(CLIENTS);
  const plan = { warmUps: 1, rounds: slices.count, leastSamples: slices.count, budgetMs: Number.POSITIVE_INFINITY };
  try {
    return await interleave(subjects, plan, async (subject) => {
      const begun = performance.now();
      let answered = 0;
      const loop = async () => {
        while (performance.now() - begun < slices.seconds * 1000) {
          const { status, body } = await client.ask(toNext(subject));
          if (status !== 200) throw new Error(`${subject} answers ${status}: ${body.slice(0, 300)}`);
          answered += 1;
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, loop));
      return (answered * 1000) / (performance.now() - begun);
    });
  } finally {
    client.close();
  }
}
