// Suite `list`: what a list takes from the request to the last byte, for Kartei, for the lists it replaces and for the
// floors under it, in turn on the same data in the same runtime. Then what a first page bears in requests a second, cold
// and warm.
import { openClient } from './client.ts';
import type { Plan } from './interleave.ts';
import { measureScenario } from './measure.ts';
import { prepareScenarios } from './prepare.ts';
import { measureRepeated } from './repeated.ts';
import { addTo, finishResult, type Result, startResult } from './result.ts';
import { startServers } from './servers.ts';
import { measureThroughput } from './throughput.ts';

/** How thoroughly to measure. */
export interface Effort {
  list: Plan;
  slices: { count: number; seconds: number };
}

export const QUICK: Effort = {
  list: { warmUps: 2, rounds: 15, budgetMs: 1000, leastSamples: 6 },
  slices: { count: 6, seconds: 0.7 },
};
export const FULL: Effort = {
  list: { warmUps: 3, rounds: 40, budgetMs: 4000, leastSamples: 5 },
  slices: { count: 8, seconds: 1.5 },
};

export async function measureList(persistTo: string, effort: Effort, note: (line: string) => void): Promise<Result> {
  const { contacts, scenarios, statements } = await prepareScenarios(persistTo);
  const result = startResult('list', { contacts });
  const servers = await startServers(persistTo, statements);
  const client = openClient(1); // one list at a time
  const toAsker = () => ({ servers, client, salt: Date.now() });
  try {
    for (const scenario of scenarios) {
      const { name, expected, unflattering } = scenario;
      note(name);
      const measurements = await measureScenario(toAsker(), scenario, effort.list);
      if (measurements.length === 0) note('  is not offered yet: left out');
      else addTo(result, { scenarios: [{ name, expected, unflattering }], measurements });
    }
    note('repeated, and requests a second');
    addTo(result, await measureRepeated(toAsker(), effort));
    addTo(result, await measureThroughput(toAsker(), effort));
    return finishResult(result);
  } finally {
    client.close();
    await servers.close();
  }
}
