// What the page takes in a browser, as src/docs/numbers.md tells it. Pure.
import { judgePage } from '../verdict/page.ts';
import { toMarkdownTable, toShort } from './format.ts';
import { type Measurement, type Result, toWhere } from './result.ts';

export function toPageLines(results: Result[]): string[] {
  const page = results.find(({ kind }) => kind === 'page');
  if (!page) return ['Not measured yet.'];
  const rows = page.measurements.map((one) => [
    one.name,
    one.unit === 'shift' ? one.summary.max.toFixed(3) : `${toShort(one.summary.median)} ${one.unit}`,
    one.unit === 'ms' ? one.summary.interval.map(toShort).join(' to ') : '',
    toSeen(one),
  ]);
  const verdicts = judgePage(page).map(({ claim, reached, seen }) => [claim, reached ? 'yes' : '**no**', seen]);
  return [
    `${toWhere(page)}, load ${page.machine.load_before ?? 'unknown'} before, Chromium ${page.versions.chromium ?? 'unknown'}.`,
    '',
    ...toMarkdownTable(['', 'median', '95 % interval', 'seen'], rows),
    '',
    ...toMarkdownTable(['target', 'reached', 'seen'], verdicts),
  ];
}

function toSeen({ seen = {} }: Measurement): string {
  return Object.entries(seen)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ');
}
