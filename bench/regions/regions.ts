// npm run bench -- --regions: has the prober read the API from every region, a slice of each in turn, so that what changes
// while it runs changes for all of them alike.
import { randomInt } from 'node:crypto';
import { Refusal } from '../../seed/refusal.ts';
import { MOST_ROUNDS, type Plan, type Report } from '../prober/plan.ts';
import type { Hint } from '../prober/sample.ts';
import { describeCommand } from '../report/result.ts';
import type { RegionSample, RegionsResult } from './merge.ts';

/** A page of 50 that costs the same wherever it starts, so that cold pages differ in nothing but their address. */
const DEFAULT_PATH = '/v1/contacts?sort=id&seek={n}';

export interface Target {
  /** An http or https URL: an origin, and a path if it should be another than the default. */
  url: string;
  /** The API's bearer token. */
  token?: string;
  /** Rounds, each with a cold page and a warm one. */
  repeat: number;
  /** The contact that is written to in each round; nothing is written without. */
  write?: number;
}

export interface RegionsOptions extends Target {
  hints: Hint[];
  prober: string;
  proberToken?: string;
}

/** What is read, the same for all regions and rounds. */
export type Asked = Pick<Plan, 'target' | 'path' | 'token' | 'warm' | 'write'> & { contacts: number };

export async function measureRegions(options: RegionsOptions): Promise<RegionsResult> {
  const { contacts, ...asked } = await askTarget(options);
  const startedAt = new Date();
  const run = `${startedAt.toISOString().replace(/\D/g, '').slice(0, 14)}-${randomInt(36 ** 4).toString(36)}`;
  const samples: RegionSample[] = [];
  for (let done = 0; done < options.repeat; done += MOST_ROUNDS) {
    const rounds = Math.min(MOST_ROUNDS, options.repeat - done);
    for (const hint of options.hints) {
      const report = await callProber(options, { ...asked, hint, run, cold: drawNumbers(rounds, contacts) });
      samples.push(...report.samples.map((sample) => ({ run, hint, ran: report.ran, ...sample })));
    }
    console.error(`${done + rounds} of ${options.repeat} rounds in ${options.hints.length} regions`);
  }
  const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  const { target, path } = asked;
  const told = { id: run, startedAt: startedAt.toISOString(), seconds, command: describeCommand() };
  return { kind: 'regions', numbers: 'measured', runs: [{ ...told, target, path, contacts }], samples };
}

/** What to read of the target, which must answer: how many contacts there are, and what the one to write to is like. */
export async function askTarget({ url, token, write }: Target): Promise<Asked> {
  const [target] = url.match(/^https?:\/\/[^/?#]+/i) ?? [];
  if (!target || !URL.canParse(url)) throw new Refusal(`Not an http or https URL: ${url}`);
  const path = url.slice(target.length).replace(/^\/$/, '') || DEFAULT_PATH;
  const read = async (part: string) => {
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch(new URL(part, target), { headers }).catch((fault: Error) => {
      throw new Refusal(`${target} cannot be reached: ${fault.cause ?? fault.message}`);
    });
    if (!response.ok) throw new Refusal(`${target}${part} answers ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const { total } = (await read('/v1/contacts?limit=1')) as { total: { value: number } };
  const asked = { target, path, warm: Math.ceil(total.value / 2), contacts: total.value, ...(token && { token }) };
  if (write === undefined) return asked;
  // Written back as they are, the points change nothing but the data's version, which is what is looked for.
  const { points } = (await read(`/v1/contacts/${write}`)) as { points: number };
  return { ...asked, write: { id: write, changes: { points } } };
}

/** Numbers that are not asked for twice in one slice, and hardly ever twice in a run, where there are enough. */
export function drawNumbers(count: number, most: number): number[] {
  const numbers = new Set<number>();
  while (numbers.size < Math.min(count, most)) numbers.add(randomInt(1, most + 1));
  return [...numbers];
}

async function callProber({ prober, proberToken }: RegionsOptions, plan: Plan): Promise<Report> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (proberToken) headers.Authorization = `Bearer ${proberToken}`;
  const response = await fetch(prober, { method: 'POST', headers, body: JSON.stringify(plan) }).catch(
    (fault: Error) => {
      throw new Refusal(`The prober ${prober} cannot be reached: ${fault.cause ?? fault.message}`);
    },
  );
  if (!response.ok) throw new Refusal(`The prober answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as Report;
}
