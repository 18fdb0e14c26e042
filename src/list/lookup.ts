// What is looked up before a list is planned, in one round trip: the values that contain a text, and what a search that is
// dear to look up finds.
import type { Database } from '../db/database.ts';
import { metered, sequence, together } from '../db/query.ts';
import { selectDataState } from '../db/state.ts';
import { BUDGET, MOST_READ } from '../plan/budget.ts';
import { planDictionary, resolveContained } from '../plan/dictionary.ts';
import { planLookup } from '../plan/lookup.ts';
import type { ListQuery } from '../query/query.ts';
import { type Tests, toTests } from '../query/tests.ts';
import { selectContaining } from '../sql/dictionary.ts';
import { selectLookedUp } from '../sql/lookup.ts';
import type { Estimator } from '../statistics/estimate.ts';
import type { Version } from '../version.ts';

/** How often a value that was found is read beside the contacts that have it: to seek it, and to tell how many there are. */
const READ_AS_LISTED = { list: 6, facet: 2 };

/** A `contains` filter as the dictionary knows it; null where it has too many values. */
export interface Contains {
  field: string;
  contains: string;
  values: number | null;
  contacts: number | null;
}

export interface Findings {
  /** What passes: the query's filters and words, or what is known instead of them. */
  tests: Tests;
  /** Where a search found too many, the first of them. */
  sample: Tests | null;
  contains: Contains[];
  /** The data version that was looked up in; none where nothing was. */
  versions: Version[];
  /** The part of the budget that is left. */
  part: number;
}

export interface LookupContext {
  database: Database;
  estimator: Estimator;
  /** The part of the budget that is left, 0 to 1; and rows and index entries for the page, where they are given. */
  part: number;
  budget: number | undefined;
}

/** Looks up what is worth it: texts in the dictionary, and a dear search once, by its rarer words. */
export async function lookUp(
  query: ListQuery,
  { database, estimator, part, budget = BUDGET.page * part }: LookupContext,
): Promise<Findings> {
  const tests = toTests(query);
  const sought = planDictionary(tests.substrings, Math.floor(budget / READ_AS_LISTED.list));
  const lookup = planLookup(query, estimator, (BUDGET.page + BUDGET.count) * part);
  if (sought.length === 0 && !lookup) return { tests, sample: null, contains: [], versions: [], part };
  const queries = together({
    state: selectDataState,
    values: metered(sequence(sought.map(selectContaining))),
    contacts: lookup && selectLookedUp(lookup),
  });
  const [{ state, values, contacts }] = await database.run(queries);
  const found = sought.map((one, at) => ({ ...one, values: values.answer[at] ?? null }));
  const resolved = { ...tests, ...resolveContained(tests, found) };
  const most = Math.max(0, ...found.map(({ values }) => values?.size ?? 0)); // a statement reads by one list
  const read = values.rowsRead + most * (READ_AS_LISTED.list + query.facets.length * READ_AS_LISTED.facet);
  const lookedUp = {
    contains: found.map(({ field, text, values }) => ({
      field,
      contains: text,
      values: values?.size ?? null,
      contacts: values && [...values.values()].reduce((sum, contacts) => sum + contacts, 0),
    })),
    versions: [state.version],
    part: Math.max(0, part - read / MOST_READ),
  };
  if (!lookup || !contacts) return { ...lookedUp, tests: resolved, sample: null };
  const listed = { ...resolved, words: lookup.rest, found: contacts.ids };
  return contacts.isAll
    ? { ...lookedUp, tests: listed, sample: null }
    : { ...lookedUp, tests: resolved, sample: listed };
}
