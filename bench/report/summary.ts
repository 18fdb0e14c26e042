// The committed results in, the tables of src/docs/numbers.md out. Pure.
import { isHeld, judgeResult } from '../verdict/targets.ts';
import { toMarkdownTable, toShort, toTimes } from './format.ts';
import { type Measurement, type Result, toWhere } from './result.ts';

export function toSummary(results: Result[]): string[] {
  const find = (kind: string) => results.find((result) => result.kind === kind);
  const [list, growth, load] = [find('list'), find('growth'), find('load')];
  if (!list) return ['Not measured yet: `npm run bench -- --full`.'];
  return [
    `**Lists**, ${toWhere(list)}: milliseconds (median) of one request at a time, and how many times as long the others take.`,
    '',
    ...toListTable(list),
    '',
    ...(growth
      ? ['**Growth**: milliseconds, and rows read, by the number of contacts.', '', ...toGrowthTable(growth), '']
      : []),
    ...(load
      ? [
          `**Load**, ${toWhere(load)}: the highest rate at which a subject still kept up (open loop).`,
          '',
          ...toLoadTable(load),
          '',
        ]
      : []),
    ...toShortfalls(results),
  ];
}

/** What searches read, as the suite printed it. */
export function toSearchLines(results: Result[]): string[] {
  const search = results.find(({ kind }) => kind === 'search');
  return search?.lines ? [`${toWhere(search)}.`, '', '```', ...search.lines, '```'] : ['Not measured yet.'];
}

/** What loading takes, beside a plain file. */
export function toLoadingLines(results: Result[]): string[] {
  const seed = results.find(({ kind }) => kind === 'seed');
  if (!seed) return ['Not measured yet.'];
  const rows = seed.measurements.map(({ subject, unit, summary, seen = {} }) => [
    subject,
    `${toShort(summary.median)} ${unit}`,
    ...['rows_per_second', 'times', 'peak_mb', 'database_mb'].map((name) =>
      name in seen ? seen[name]!.toLocaleString('en') : '',
    ),
  ]);
  const head = ['into an empty database', 'takes', 'rows a second', 'times', 'memory at most, MB', 'database, MB'];
  return [`${toWhere(seed)}.`, '', ...toMarkdownTable(head, rows)];
}

function toListTable({ scenarios, measurements }: Result): string[] {
  const others = ['joined', 'naive', 'sql', 'kv'];
  const rows = scenarios.map(({ name, unflattering }) => {
    const find = (subject: string) => measurements.find((one) => one.name === name && one.subject === subject);
    const ours = find('kartei')!;
    const times = others.map((subject) => {
      const theirs = find(subject);
      return theirs ? toTimes(theirs.summary.median / ours.summary.median) : '';
    });
    const unit = ours.unit === 'ms' ? '' : ` ${ours.unit}`;
    return [
      `${name}${unflattering ? ' †' : ''}`,
      `${toShort(ours.summary.median)}${unit}`,
      ours.rowsRead?.toLocaleString('en') ?? '',
      ...times,
    ];
  });
  return [
    ...toMarkdownTable(['', 'Kartei', 'rows read', ...others], rows),
    '',
    '† chosen because it is hard for Kartei, or easy for the others.',
  ];
}

function toGrowthTable({ measurements }: Result): string[] {
  const ours = measurements.filter(({ subject }) => subject === 'kartei');
  const sizes = [...new Set(ours.map(({ seen }) => Number(seen!.contacts)))];
  const toCell = (one: Measurement | undefined) =>
    one ? `${toShort(one.summary.median)} (${one.rowsRead?.toLocaleString('en') ?? ''})` : '';
  const rows = [...Map.groupBy(ours, ({ name }) => name)].map(([name, own]) => [
    name,
    ...sizes.map((size) => toCell(own.find(({ seen }) => seen!.contacts === size))),
  ]);
  return toMarkdownTable(['', ...sizes.map((size) => size.toLocaleString('en'))], rows);
}

function toLoadTable({ measurements }: Result): string[] {
  const rows = [...Map.groupBy(measurements, ({ name, subject }) => `${name}: ${subject}`)].map(([pair, own]) => {
    const best = own.filter(({ seen }) => seen!.keeps_up === 'yes').at(-1);
    const { median, p99, max } = best?.summary ?? { median: Number.NaN, p99: null, max: Number.NaN };
    return best ? [pair, `${best.seen!.offered}/s`, toShort(median), toShort(p99 ?? max)] : [pair, 'none', '', ''];
  });
  return toMarkdownTable(['', 'kept up with', 'median, ms', 'p99, ms'], rows);
}

/** What the results fall short of; said here, too, and not only in the report. */
function toShortfalls(results: Result[]): string[] {
  const short = results
    .filter(isHeld)
    .flatMap(judgeResult)
    .filter(({ reached }) => !reached);
  if (short.length === 0) return ['All targets are reached.'];
  return ['**Short of its targets**:', '', ...short.map(({ claim, seen }) => `- ${claim}: ${seen}`)];
}
