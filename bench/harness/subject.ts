// A scenario and whom to ask in, what the asking took out. Kartei is always asked in words that no cache has seen.

import type { Scenario } from '../cases/scenarios.ts';
import { toUnseen } from '../cases/unseen.ts';
import { type Answer, type Client, toCacheState, toRowsRead } from './client.ts';
import type { Servers, Subject } from './servers.ts';

export interface Asked {
  /** Of all requests together. */
  milliseconds: number;
  rowsRead: number | null;
  requests: number;
  /** The last answer. */
  answer: Answer;
  cache: string | null;
}

/** More requests than this for one question are a loop. */
const MOST_REQUESTS = 2000;

export interface Asker {
  servers: Servers;
  client: Client;
  /** A number that no earlier run used. */
  salt: number;
}

/** Those that a scenario can be put to. */
export function subjectsOf({ paged, statement }: Scenario): Subject[] {
  return [
    'kartei',
    ...(paged === null ? [] : (['naive', 'joined'] as const)),
    ...(statement === null ? [] : (['sql'] as const)),
  ];
}

/** Asks once, or as often as the scenario says. Throws where an answer is not 200. */
export async function askSubject(
  { servers, client, salt }: Asker,
  scenario: Scenario,
  { subject, at }: { subject: Subject; at: number },
): Promise<Asked> {
  const base = servers.urls[subject];
  const ask = async (path: string): Promise<Answer> => {
    const answer = await client.ask(base + path);
    if (answer.status !== 200)
      throw new Error(`${subject} answers ${answer.status} to ${path}: ${answer.body.slice(0, 300)}`);
    return answer;
  };
  const search = toUnseen(scenario.search, salt + at);
  if (subject === 'kartei') return askUntil(ask, `/v1/contacts?${search}`, scenario.until);
  const path =
    subject === 'sql'
      ? `/${encodeURIComponent(scenario.name)}`
      : `/?${scenario.paged!.replace('{unseen}', String(salt + at))}`;
  return sum([await ask(path)]);
}

async function askUntil(
  ask: (path: string) => Promise<Answer>,
  path: string,
  until: Scenario['until'],
): Promise<Asked> {
  const answers: Answer[] = [];
  for (let next: string | null = path; next !== null && answers.length < MOST_REQUESTS; ) {
    const answer = await ask(next);
    answers.push(answer);
    if (until === 'one answer') break;
    const { page, total } = JSON.parse(answer.body);
    if (until === 'last page') next = page.next === null ? null : `${path}&cursor=${page.next}`;
    else if (total.relation === 'eq') next = null;
  }
  return sum(answers);
}

function sum(answers: Answer[]): Asked {
  const rows = answers.map(toRowsRead);
  return {
    milliseconds: answers.reduce((total, { milliseconds }) => total + milliseconds, 0),
    rowsRead: rows.includes(null) ? null : rows.reduce<number>((total, read) => total + read!, 0),
    requests: answers.length,
    answer: answers.at(-1)!,
    cache: toCacheState(answers[0]!),
  };
}
