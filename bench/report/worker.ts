// The committed results of what the Worker's own work takes in, their tables of src/docs/numbers.md out. Pure.
import { median } from '../verdict/judge.ts';
import { toMarkdownTable } from './format.ts';
import { type Measurement, type Result, toWhere } from './result.ts';

export const CPU_HEAD = ['', 'kind', 'whole, ms', 'most', 'planning, ms'];
export const JSON_HEAD = ['', 'whole, ms', 'the Worker of it, ms', 'kB from D1', 'kB sent'];
export const STORED_HEAD = [
  '',
  'kB',
  'to make, ms',
  'to serve, ms',
  'made and put into KV, ms',
  'got from KV and served, ms',
];
/** What is done with a form of a page. */
export const STORED_STAGES = ['keep', 'serve', 'put', 'get'] as const;

/** The median of the lists' medians; null where it was not measured. */
export function toListCpuMs(results: Result[]): number | null {
  const cpu = results.find(({ kind }) => kind === 'cpu');
  const lists = cpu?.measurements.filter(({ subject, seen }) => subject === 'kartei' && seen!.kind === 'list');
  return lists?.length ? median(lists.map(({ summary }) => summary.median)) : null;
}

export function toCpuLines(results: Result[]): string[] {
  return toLines(results, 'cpu', { head: CPU_HEAD, toRows: toCpuRows });
}

export function toJsonLines(results: Result[]): string[] {
  return toLines(results, 'json', { head: JSON_HEAD, toRows: toJsonRows });
}

export function toStoredLines(results: Result[]): string[] {
  return toLines(results, 'stored', { head: STORED_HEAD, toRows: toStoredRows });
}

function toLines(
  results: Result[],
  kind: string,
  { head, toRows }: { head: string[]; toRows: (measurements: Measurement[]) => string[][] },
): string[] {
  const result = results.find((one) => one.kind === kind);
  if (!result) return [`Not measured yet: \`npm run bench -- --suite ${kind}\`.`];
  return [`${toWhere(result)}.`, '', ...toMarkdownTable(head, toRows(result.measurements))];
}

/** A question a row. */
export function toCpuRows(measurements: Measurement[]): string[][] {
  return [...Map.groupBy(measurements, ({ name }) => name)].map(([name, own]) => {
    const of = (subject: string) => own.find((one) => one.subject === subject)!;
    const { summary, seen } = of('kartei');
    const cells = [summary.median, summary.max, of('planning').summary.median];
    return [name, String(seen!.kind), ...cells.map((ms) => ms.toFixed(2))];
  });
}

/** A way a row: CPU of all, CPU of the Worker, kilobytes that D1 answers, kilobytes that are sent. */
export function toJsonRows(measurements: Measurement[]): string[][] {
  return [...Map.groupBy(measurements, ({ name }) => name)].map(([name, own]) => {
    const of = (subject: string) => own.find((one) => one.subject === subject)!;
    const { summary, seen } = of('worker');
    const kilobytes = [seen!.received, seen!.bytes].map((bytes) => (Number(bytes) / 1000).toFixed(1));
    return [name, of('whole').summary.median.toFixed(2), summary.median.toFixed(3), ...kilobytes];
  });
}

/** A form a row. */
export function toStoredRows(measurements: Measurement[]): string[][] {
  return [...Map.groupBy(measurements, ({ name }) => name)].map(([name, own]) => {
    const times = STORED_STAGES.map((stage) => own.find(({ subject }) => subject === stage)!.summary.median.toFixed(3));
    return [name, (Number(own[0]!.seen!.bytes) / 1000).toFixed(1), ...times];
  });
}
