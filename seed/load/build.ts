// The contacts that are in the database → all that is built from them: indexes, counts of values, the dictionary, search and
// statistics. Each step may be killed and repeated.
import { VALUE_COUNT_FIELDS } from '../../src/plan/valuecount.ts';
import { countValues } from './counts.ts';
import { buildDictionary } from './dictionary.ts';
import { buildIndexes, indexes } from './indexes.ts';
import { createProgress } from './progress.ts';
import { buildSearch } from './search.ts';
import { gatherStatistics } from './statistics.ts';

export async function buildFrom(d1: D1Database, contacts: number, quiet: boolean): Promise<void> {
  const building = createProgress({ label: 'indexes', total: indexes.length, done: 0, quiet });
  await buildIndexes(d1, building.update);
  building.stop();
  const counting = createProgress({ label: 'counts', total: VALUE_COUNT_FIELDS.length, done: 0, quiet });
  await countValues(d1, counting.update);
  counting.stop();
  await buildDictionary(d1);
  const finding = createProgress({ label: 'search', total: contacts, done: 0, quiet });
  await buildSearch(d1, finding.update);
  finding.stop();
  await gatherStatistics(d1);
}
