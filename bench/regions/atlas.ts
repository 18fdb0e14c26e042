// What was measured or modelled by region in, Markdown tables that a person can read out. Pure.
import { KV_SOURCES, NETWORK_SOURCE, SAME_REGION_MS } from './latency.ts';
import type { HeatMap, RegionSummary, RegionsResult } from './merge.ts';
import type { Costs } from './model.ts';

const MEASURED_HEAD = [
  'region',
  'ran in',
  'answered by',
  'D1',
  'state',
  'answers',
  'failed',
  'cached',
  'p50 (95 % interval)',
  'p95',
  'p99',
  'of it server',
];

export function toRegionTable({ runs }: RegionsResult, summaries: RegionSummary[]): string[] {
  const [{ target, path, contacts } = { target: '', path: '', contacts: 0 }] = runs;
  const rows = summaries.map((summary) => [
    summary.hint,
    list(summary.ran),
    [list(summary.answered), ...summary.placed].join(' '),
    list(summary.databases),
    summary.stale > 0 ? `${summary.state}, ${summary.stale} STALE` : summary.state,
    String(summary.requests - summary.failed),
    String(summary.failed || ''),
    summary.hits === null ? '' : `${Math.round(100 * summary.hits)} %`,
    summary.times ? `${show(summary.times.median)} (${summary.times.interval.map(show).join('–')})` : '',
    show(summary.times?.p95),
    show(summary.times?.p99),
    show(summary.serverMs),
  ]);
  return [
    `Measured, in ms: ${target}${path}, ${contacts.toLocaleString('en')} contacts.`,
    `Runs: ${runs.map(({ id, startedAt, seconds }) => `${id} (${startedAt}, ${seconds} s)`).join(', ')}.`,
    'Times are from asking to the last byte. A p95 takes 20 answers and a p99 100: merge runs to get there.',
    '',
    ...toTable(MEASURED_HEAD, rows),
  ];
}

/** Tables of modelled times, each cell and heading said to be so, with all that went into them. */
export function toModelTables(maps: HeatMap[], costs: Costs, primary: string): string[] {
  const { miss, hit, write } = costs;
  const cost = (name: string, one: Costs['hit']) =>
    one ? [`${name} ${show(one.measuredServerMs)} ms and ${one.trips} round trips to D1 (${one.samples} answers)`] : [];
  return [
    '**Modelled, not measured.** time = server + trips × round trip to the database asked + KV; primary in',
    `${primary}, ${SAME_REGION_MS} ms within a region, the client beside its data centre.`,
    `Server, measured on one machine: ${[...cost('from D1', miss), ...cost('from KV', hit), ...cost('a write', write)].join('; ')}.`,
    `Network: ${NETWORK_SOURCE.says} (${NETWORK_SOURCE.url}).`,
    ...KV_SOURCES.map(({ says, url }) => `KV: ${says} (${url}).`),
    ...(hit ? [] : ['No answer came from a cache, so the deployments with KV are not modelled.']),
    ...maps.flatMap(({ title, rows, columns, cells }) => [
      '',
      ...toTable(
        [`${title}, ms`, ...columns],
        rows.map((row, at) => [row, ...cells[at]!.map((ms) => (ms === null ? '' : `≈ ${show(ms)}`))]),
      ),
    ]),
  ];
}

/** A Markdown table with columns of even width. */
export function toTable(head: string[], rows: string[][]): string[] {
  const widths = head.map((name, at) => Math.max(name.length, 3, ...rows.map((row) => row[at]!.length)));
  const line = (cells: string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function list(values: string[]): string {
  return values.join(' ') || '?';
}

function show(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '' : ms.toFixed(ms < 10 ? 1 : 0);
}
