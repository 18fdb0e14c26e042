// List → the JSON of the answer, as text, in which the contacts are as SQLite wrote them: rows, page, total, links;
// corrections and highlights of a search; and with `explain` the plan with what really happened. Or its total alone. Pure.
import type { Cost } from '../../db/result.ts';
import type { Step } from '../../plan/step.ts';
import type { ListQuery } from '../../query/query.ts';
import { type Correction, toCorrections, type Word } from '../../query/search.ts';
import type { List } from '../list.ts';
import type { Contains } from '../lookup.ts';
import { toContacts } from '../reading/taken.ts';
import { toHighlights } from './highlight.ts';
import type { Links } from './links.ts';

export function toAnswer(
  { page, total, facets, words, steps, contains, cost }: List,
  links: Links,
  { explain, highlight }: Pick<ListQuery, 'explain' | 'highlight'>,
): string {
  const { contacts, ...position } = page;
  const meta = {
    ...toCorrected(words),
    ...(highlight && { highlights: toHighlights(toContacts(contacts), words) }),
    ...(explain && { plan: toPlan(steps, contains, cost) }),
  };
  const beside = JSON.stringify({
    page: position,
    total,
    links,
    ...(facets && { facets }),
    ...(Object.keys(meta).length > 0 && { meta }),
  });
  return `{"data":[${contacts.join()}],${beside.slice(1)}`;
}

/** The total alone; with what it was counted of, where that is not what was requested. */
export function toTotalAnswer({ total, words }: List) {
  const meta = toCorrected(words);
  return { total, ...('corrections' in meta && { meta }) };
}

/** What stands for words that match nothing, where there are such. */
export function toCorrected(words: Word[]): { corrections?: Correction[] } {
  const corrections = toCorrections(words);
  return corrections.length > 0 ? { corrections } : {};
}

/** The first step's access and index stand for the plan; the steps say the rest. Rows read as D1 bills them. */
function toPlan(steps: Step[], contains: Contains[], cost: Cost) {
  const [first] = steps;
  return {
    access: first?.access ?? 'none',
    index: first ? (first.index ?? 'primary key') : null,
    queries: cost.queries,
    rows_read: cost.rowsRead,
    estimated_rows: Math.round(steps.reduce((sum, { estimate }) => sum + estimate.read, 0)),
    db_ms: cost.milliseconds,
    ...(contains.length > 0 && { dictionary: contains }),
    steps: steps.map(({ access, table, index, prefix, tests, most, estimate, ...step }) => ({
      access,
      table,
      index: index ?? 'primary key',
      group: prefix,
      tests: [
        ...('levels' in step ? step.levels.flatMap(({ lists }) => lists.map(({ filter }) => filter)) : []),
        ...Object.keys(tests.restrictions),
        ...tests.substrings.map(({ field }) => field),
        ...(tests.any.length > 0 ? ['any'] : []),
        ...(tests.words.length > 0 ? ['q'] : []),
      ],
      most_looked_at: most,
      estimated: { rows: Math.round(estimate.rows), rows_read: Math.round(estimate.read) },
    })),
  };
}
