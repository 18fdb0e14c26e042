// A result in, the lines of its tables out, as text for a terminal or as Markdown. Pure.
import { toMarkdownTable, toShort, toTextTable, toTimes } from './format.ts';
import type { Measurement, Result } from './result.ts';

export type Style = 'text' | 'markdown';

const UNFLATTERING = ' (hard for Kartei)';

export function toTables(result: Result, style: Style): string[] {
  const draw = style === 'text' ? toTextTable : toMarkdownTable;
  const tables: [title: string, head: string[], rows: string[][]][] = [];
  const of = (unit: Measurement['unit']) => result.measurements.filter((one) => one.unit === unit);
  if (result.kind === 'list' || result.kind === 'peers') {
    tables.push([
      'Milliseconds, median (and how many times as long as Kartei takes)',
      ...toSubjectTable(result, of('ms')),
    ]);
    tables.push(['Rows read, as D1 bills them', ...toRowTable(result, of('ms'))]);
    tables.push(['Requests a second', ...toSubjectTable(result, of('req/s'))]);
  } else if (result.kind === 'growth') tables.push(['Kartei and the others at each size', ...toGrowthTable(of('ms'))]);
  else if (result.kind === 'load') tables.push(['Milliseconds from the intended start', ...toLoadTable(of('ms'))]);
  else tables.push(['', ...toPlainTable(result.measurements)]);
  const whole = tables.filter(([, , rows]) => rows.length > 0);
  return whole.flatMap(([title, head, rows]) => [
    ...(title ? [style === 'text' ? title : `**${title}**`, ''] : []),
    ...draw(head, rows),
    '',
  ]);
}

type Table = [head: string[], rows: string[][]];

function toSubjectTable({ scenarios }: Result, measurements: Measurement[]): Table {
  const subjects = [...new Set(measurements.map(({ subject }) => subject))];
  const rows = scenarios.map(({ name, unflattering }) => {
    const own = measurements.filter((one) => one.name === name);
    const ours = own.find(({ subject }) => subject === 'kartei')?.summary;
    const cells = subjects.map((subject) => {
      const summary = own.find((one) => one.subject === subject)?.summary;
      if (!summary) return '';
      const times = ours && subject !== 'kartei' ? ` (${toTimes(summary.median / ours.median)})` : '';
      return toShort(summary.median) + times;
    });
    const spread = ours ? ours.interval.map(toShort).join(' to ') : '';
    return [name + (unflattering ? UNFLATTERING : ''), cells[0]!, spread, ...cells.slice(1)];
  });
  const head = ['', subjects[0] ?? '', '95 % interval', ...subjects.slice(1)];
  return [head, rows.filter((cells) => cells.slice(1).some((cell) => cell !== ''))];
}

function toRowTable({ scenarios }: Result, measurements: Measurement[]): Table {
  const read = measurements.filter(({ rowsRead }) => rowsRead !== undefined);
  const subjects = [...new Set(read.map(({ subject }) => subject))];
  const rows = scenarios.map(({ name }) => {
    const own = measurements.filter((one) => one.name === name);
    const ours = own.find(({ subject }) => subject === 'kartei');
    const cells = subjects.map(
      (subject) => own.find((one) => one.subject === subject)?.rowsRead?.toLocaleString('en') ?? '',
    );
    return [name, ...cells, String(ours?.seen?.requests ?? ''), String(ours?.seen?.cache ?? '')];
  });
  const known = rows.filter((cells) => cells.slice(1).some((cell) => cell !== ''));
  return [['', ...subjects, 'requests', 'Cache-Status'], known];
}

function toGrowthTable(measurements: Measurement[]): Table {
  const sizes = [...new Set(measurements.map(({ seen }) => Number(seen!.contacts)))];
  const pairs = [...Map.groupBy(measurements, ({ name, subject }) => `${name}: ${subject}`)];
  const rows = pairs.map(([pair, own]) => {
    const at = (size: number) => own.find(({ seen }) => seen!.contacts === size);
    return [
      pair,
      ...sizes.map((size) => (at(size) ? toShort(at(size)!.summary.median) : '')),
      ...sizes.map((size) => at(size)?.rowsRead?.toLocaleString('en') ?? ''),
    ];
  });
  const heads = ['ms', 'rows'].flatMap((unit) => sizes.map((size) => `${unit} at ${size.toLocaleString('en')}`));
  return [['', ...heads], rows];
}

function toLoadTable(measurements: Measurement[]): Table {
  const pairs = Map.groupBy(measurements, ({ name, subject }) => `${name}: ${subject}`);
  const rows = [...pairs.values()]
    .flat()
    .map(({ name, subject, summary, seen }) => [
      `${name}: ${subject}`,
      ...[seen!.offered!, seen!.served!].map((rate) => Number(rate).toFixed(0)),
      toShort(summary.median),
      ...[summary.p95, summary.p99].map((value) => (value === null ? '' : toShort(value))),
      toShort(summary.max),
      String(Number(seen!.failed) + Number(seen!.unanswered)),
      String(seen!.keeps_up),
    ]);
  return [['', 'offered/s', 'served/s', 'median', 'p95', 'p99', 'most', 'lost', 'keeps up'], rows];
}

function toPlainTable(measurements: Measurement[]): Table {
  const rows = measurements.map(({ name, subject, unit, summary, seen }) => [
    `${name}: ${subject}`,
    `${toShort(summary.median)} ${unit}`,
    summary.interval.map(toShort).join(' to '),
    String(summary.count),
    Object.entries(seen ?? {})
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  ]);
  return [['', 'median', '95 % interval', 'samples', 'seen'], rows];
}
