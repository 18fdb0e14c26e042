// The committed results in, the eight numbers of the README out, each beside one that flatters Kartei less. Pure.
import { toMarkdownTable, toShort, toTimes } from './format.ts';
import type { Measurement, Result } from './result.ts';

/** A claim, the scenario that measured it, and the scenario that shows its other side. */
const HEADLINES = [
  ['first page, with its total', 'first page', 'first page, no total'],
  ['the page at row 1,500,000', 'deep page', 'deep page by id'],
  ['sorted by the city, a joined field', 'sort by city', 'sort by country, last_name'],
  ['a common first name, sorted by points', 'common first name by points', 'filter against the sort'],
  ['an exact total of a name', 'exact total of a name', 'exact total of a range'],
  ['a search of two words', 'search', 'substring that nobody has'],
  ['a page that was asked for before', 'first page, repeated', 'first page after a write'],
] as const;
const RIVAL = 'joined';

export function toHeadlines(results: Result[]): string[] {
  const list = results.find(({ kind }) => kind === 'list');
  if (!list) return ['Not measured yet: `npm run bench -- --full`.'];
  const { data, machine, startedAt } = list;
  const rows = HEADLINES.map(([claim, good, other]) => {
    const cells = [toTime(list, good), toRatio(list, good)];
    return [claim, ...cells, `${other}: ${[toTime(list, other), toRatio(list, other)].filter(Boolean).join(', ')}`];
  });
  return [
    `${Number(data.contacts).toLocaleString('en')} contacts, ${machine.cores} cores of ${machine.cpu}, ${startedAt.slice(0, 10)}; medians of whole requests.`,
    '',
    ...toMarkdownTable(
      ['', 'Kartei', `${RIVAL} takes`, 'less flattering'],
      [...rows, toLoading(results.find(({ kind }) => kind === 'seed'))],
    ),
  ];
}

function toTime({ measurements }: Result, scenario: string): string {
  const ours = find(measurements, scenario, 'kartei');
  if (!ours) return 'not measured';
  const read = ours.rowsRead === undefined ? '' : ` (${ours.rowsRead.toLocaleString('en')} rows)`;
  return `${toShort(ours.summary.median)} ${ours.unit}${read}`;
}

function toRatio({ measurements }: Result, scenario: string): string {
  const [ours, theirs] = [find(measurements, scenario, 'kartei'), find(measurements, scenario, RIVAL)];
  return ours && theirs ? toTimes(theirs.summary.median / ours.summary.median) : '';
}

function toLoading(seed: Result | undefined): string[] {
  const claim = `loading ${Number(seed?.data.contacts ?? 0).toLocaleString('en')} contacts`;
  const [ours, plain] = seed ? seed.measurements : [];
  if (!ours || !plain) return ['loading contacts', 'not measured', '', ''];
  const less = `${plain.subject}, the same rows and indexes: ${toShort(plain.summary.median)} ${plain.unit}`;
  return [claim, `${toShort(ours.summary.median)} ${ours.unit}`, '', less];
}

function find(measurements: Measurement[], scenario: string, by: string): Measurement | undefined {
  return measurements.find(({ name, subject }) => name === scenario && subject === by);
}
