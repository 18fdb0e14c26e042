// A scenario in, what it took each subject out: samples in turn, of answers that agree.

import type { Scenario } from '../cases/scenarios.ts';
import type { Measurement } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';
import { findDifference } from './agree.ts';
import { interleave, type Plan } from './interleave.ts';
import type { Subject } from './servers.ts';
import { type Asked, type Asker, askSubject, subjectsOf } from './subject.ts';

/** What Kartei does behind its answer, filling its caches, must not fall on who is asked next. */
const SETTLE_MS = 10;

/** Nothing where Kartei does not offer yet what is asked. Throws where two lists answer differently. */
export async function measureScenario(asker: Asker, scenario: Scenario, plan: Plan): Promise<Measurement[]> {
  if (!(await isOffered(asker, scenario))) return [];
  const subjects = subjectsOf(scenario);
  const asked = new Map<Subject, Asked[]>(subjects.map((subject) => [subject, []]));
  const samples = await interleave(subjects, plan, async (subject, at) => {
    const one = await askSubject(asker, scenario, { subject, at });
    const own = asked.get(subject)!;
    own.push(one);
    if (own.length === 1) requireAgreement(scenario, asked);
    if (subject === 'kartei') await new Promise((resume) => setTimeout(resume, SETTLE_MS));
    return one.milliseconds;
  });
  return subjects.map((subject) => {
    const last = asked.get(subject)!.at(-1)!;
    const hits = asked.get(subject)!.filter(({ cache }) => cache?.startsWith('hit')).length;
    if (hits > 0) throw new Error(`${scenario.name}: ${hits} answers came from a cache that should not know them.`);
    return {
      name: scenario.name,
      subject,
      unit: 'ms',
      summary: summarize(samples.get(subject)!),
      samples: samples.get(subject)!,
      ...(last.rowsRead === null ? {} : { rowsRead: last.rowsRead }),
      seen: {
        requests: last.requests,
        bytes: last.answer.body.length,
        ...(last.cache !== null && { cache: last.cache }),
      },
    };
  });
}

async function isOffered({ servers, client }: Asker, { search }: Scenario): Promise<boolean> {
  const { status, body } = await client.ask(
    `${servers.urls.kartei}/v1/contacts?${search.replace('{unseen}', '1000000')}`,
  );
  return !(status === 400 && body.includes('not-available'));
}

/** Holds the first answers of the lists against Kartei's, as far as they are there. */
function requireAgreement(scenario: Scenario, asked: Map<Subject, Asked[]>): void {
  const bodyOf = (subject: Subject) => JSON.parse(asked.get(subject)?.[0]?.answer.body ?? 'null');
  const ours = bodyOf('kartei');
  for (const subject of ['naive', 'joined'] as const) {
    const theirs = bodyOf(subject);
    const difference = ours && theirs && findDifference(scenario, ours, theirs);
    if (difference) throw new Error(`${scenario.name}: kartei and ${subject} differ: ${difference}`);
  }
}
