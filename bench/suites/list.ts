// Suite `list`: what a list takes from the request to the last byte, for Kartei, for the lists it replaces and for the
// floors under it, in turn on the same data in the same runtime. Then what a first page bears in requests a second, cold
// and warm.

import { prepareScenarios } from '../cases/prepare.ts';
import { openClient } from '../harness/client.ts';
import type { Effort } from '../harness/effort.ts';
import { measureScenario } from '../harness/measure.ts';
import { startServers } from '../harness/servers.ts';
import { addTo, finishResult, type Result, startResult } from '../report/result.ts';
import { measureRepeated } from './repeated.ts';
import { measureThroughput } from './throughput.ts';

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
