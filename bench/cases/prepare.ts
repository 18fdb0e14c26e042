// A state folder in, what its contacts are asked out: scenarios with values that occur in the data, cursors to its middle,
// and for each the statement that a person would write by hand.

import { openDatabase } from '../../seed/database.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import type { Statistics } from '../../src/statistics/statistics.ts';
import { findBestByHand } from '../handwritten/hand.ts';
import { findMiddle } from '../suites/bounds.ts';
import { listScenarios, type Scenario } from './scenarios.ts';
import { pickFilters } from './values.ts';

export interface Prepared {
  contacts: number;
  scenarios: Scenario[];
  /** By the scenario's name. */
  statements: Record<string, string>;
}

/** Only the scenarios of these names, where names are given. */
export async function prepareScenarios(persistTo: string, names?: readonly string[]): Promise<Prepared> {
  const { d1, close } = await openDatabase({ persistTo, remote: false });
  try {
    const filters = await pickFilters(d1);
    const known = await d1.prepare('select data from statistics').first<string>('data');
    const estimator = toEstimator(known === null ? null : (JSON.parse(known) as Statistics), filters.contacts);
    const middle = { id: await findMiddle(d1, 'id'), last_name: await findMiddle(d1, 'last_name') };
    const all = listScenarios({ ...filters, middle });
    const scenarios = names ? all.filter(({ name }) => names.includes(name)) : all;
    const statements: Record<string, string> = {};
    for (const { name, search, statement } of scenarios) {
      if (statement === null) continue;
      const counted = search.includes('count=none') ? search : `${search}&count=none`;
      statements[name] = statement === 'page' ? (await findBestByHand(d1, counted, estimator)).statement : statement;
    }
    return { contacts: filters.contacts, scenarios, statements };
  } finally {
    await close();
  }
}
