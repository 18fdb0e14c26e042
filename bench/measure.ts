// A scenario in, what it took each subject out: first that their answers agree, then samples in turn.
import { findDifference } from './agree.ts';
import { interleave, type Plan } from './interleave.ts';
import { summarize } from './percentile.ts';
import type { Measurement } from './result.ts';
import type { Scenario } from './scenarios.ts';
import type { Subject } from './servers.ts';
import { type Asked, type Asker, askSubject, subjectsOf } from './subject.ts';

/** Nothing where Kartei does not offer yet what is asked. Throws where two lists answer differently. */
export async function measureScenario(asker: Asker, scenario: Scenario, plan: Plan): Promise<Measurement[]> {
  if (!(await isOffered(asker, scenario))) return [];
  const subjects = subjectsOf(scenario);
  await requireAgreement(asker, scenario, subjects);
  const asked = new Map<Subject, Asked[]>(subjects.map((subject) => [subject, []]));
  const samples = await interleave(subjects, plan, async (subject, at) => {
    const one = await askSubject(asker, scenario, { subject, at: at + subjects.length });
    asked.get(subject)!.push(one);
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
      seen: { requests: last.requests, bytes: last.answer.body.length },
    };
  });
}

async function isOffered({ servers, client }: Asker, { search }: Scenario): Promise<boolean> {
  const { status, body } = await client.ask(
    `${servers.urls.kartei}/v1/contacts?${search.replace('{unseen}', '1000000')}`,
  );
  return !(status === 400 && body.includes('not-available'));
}

async function requireAgreement(asker: Asker, scenario: Scenario, subjects: Subject[]): Promise<void> {
  const read = async (subject: Subject, at: number) =>
    JSON.parse((await askSubject(asker, scenario, { subject, at })).answer.body);
  const ours = await read('kartei', 0);
  for (const [at, subject] of subjects.entries()) {
    if (subject !== 'naive' && subject !== 'joined') continue;
    const difference = findDifference(scenario, ours, await read(subject, at));
    if (difference) throw new Error(`${scenario.name}: kartei and ${subject} differ: ${difference}`);
  }
}
