// Measurements in, charts as SVG text out, drawn by Vega without a browser. Every chart is beside the table of its numbers,
// so it may leave out what a table says better.
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Measurement } from './result.ts';

/** Colours that colour-blind people can tell apart (Okabe and Ito), the same for a subject in every chart. */
const COLOURS: Record<string, string> = {
  kartei: '#0072B2',
  joined: '#E69F00',
  naive: '#D55E00',
  sql: '#009E73',
  kv: '#56B4E9',
  hello: '#999999',
  postgres: '#CC79A7',
  'postgres tuned': '#F0E442',
};
const CONFIG = {
  background: 'white',
  font: 'Helvetica, Arial, sans-serif',
  view: { stroke: null },
  axis: { grid: true, gridColor: '#e5e5e5', domainColor: '#999999', labelLimit: 260 },
  title: { anchor: 'start' as const, fontSize: 14 },
};

/** Latency by scenario: the median with its interval, on a log scale. */
export function drawLatencies(title: string, measurements: Measurement[]): Promise<string> {
  const values = measurements.map(({ name, subject, summary }) => ({
    name,
    subject,
    median: summary.median,
    low: summary.interval[0],
    high: summary.interval[1],
  }));
  const y = { field: 'name', type: 'nominal' as const, sort: null, title: null };
  const x = {
    field: 'median',
    type: 'quantitative' as const,
    scale: { type: 'log' as const },
    title: 'milliseconds, median and its 95 % interval (log)',
  };
  return draw({
    title,
    width: 560,
    height: { step: 22 },
    data: { values },
    encoding: { y, color: toColour(values) },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.5 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      { mark: { type: 'point', filled: true, size: 60, opacity: 1 }, encoding: { x } },
    ],
  });
}

/** Latency by the number of contacts, one small chart a scenario, both axes logarithmic. */
export function drawGrowth(title: string, measurements: Measurement[]): Promise<string> {
  const values = measurements.map(({ name, subject, summary, seen }) => ({
    name,
    subject,
    median: summary.median,
    contacts: Number(seen!.contacts),
  }));
  return draw({
    title,
    data: { values },
    facet: { field: 'name', type: 'nominal', sort: namesOf(values), title: null },
    columns: 4,
    spec: {
      width: 170,
      height: 170,
      mark: { type: 'line', point: true },
      encoding: {
        x: {
          field: 'contacts',
          type: 'quantitative',
          scale: { type: 'log' },
          title: 'contacts',
          axis: { format: '~s', values: [...new Set(values.map(({ contacts }) => contacts))] },
        },
        y: { field: 'median', type: 'quantitative', scale: { type: 'log' }, title: 'ms, median (log)' },
        color: toColour(values),
      },
    },
  });
}

/** Median and 99th percentile by the rate offered, one small chart for each kind of load. */
export function drawLoad(title: string, measurements: Measurement[]): Promise<string> {
  const values = measurements.flatMap(({ name, subject, summary, seen }) => {
    const offered = Number(seen!.offered);
    const worst = summary.p99 ?? summary.max;
    return [
      { name, subject, offered, share: 'median', ms: summary.median },
      { name, subject, offered, share: 'p99', ms: worst },
    ];
  });
  return draw({
    title,
    data: { values },
    facet: { field: 'name', type: 'nominal', sort: namesOf(values), title: null },
    columns: 3,
    spec: {
      width: 230,
      height: 220,
      mark: { type: 'line', point: true },
      encoding: {
        x: {
          field: 'offered',
          type: 'quantitative',
          scale: { type: 'log' },
          title: 'requests a second offered (log)',
          axis: { tickCount: 6 },
        },
        y: {
          field: 'ms',
          type: 'quantitative',
          scale: { type: 'log' },
          title: 'ms (log); dashed: p99',
        },
        color: toColour(values),
        strokeDash: {
          field: 'share',
          type: 'nominal',
          legend: null,
          scale: {
            domain: ['median', 'p99'],
            range: [
              [1, 0],
              [4, 3],
            ],
          },
        },
      },
    },
  });
}

function namesOf(values: { name: string }[]): string[] {
  return [...new Set(values.map(({ name }) => name))];
}

function toColour(values: { subject: string }[]) {
  const domain = [...new Set(values.map(({ subject }) => subject))];
  const range = domain.map((subject) => COLOURS[subject] ?? '#000000');
  return {
    field: 'subject',
    type: 'nominal' as const,
    title: null,
    scale: { domain, range },
    legend: { symbolOpacity: 1 },
  };
}

/** The SVG of a Vega-Lite chart. */
export function draw(spec: TopLevelSpec): Promise<string> {
  const { spec: compiled } = compile({ ...spec, config: CONFIG } as TopLevelSpec);
  return new View(parse(compiled), { renderer: 'none' }).toSVG();
}
