// What an export takes, as src/docs/numbers.md tells it. Pure.
import { MEMORY } from '../export/scenarios.ts';
import { judgeExport } from '../verdict/export.ts';
import { toMarkdownTable, toShort } from './format.ts';
import { type Result, toWhere } from './result.ts';

export function toExportLines(results: Result[]): string[] {
  const own = results.find(({ kind }) => kind === 'export');
  if (!own) return ['Not measured yet: `npm run bench -- --suite export`.'];
  const timed = own.measurements.filter(({ name }) => name !== MEMORY);
  const rows = timed.map(({ name, subject, summary, rowsRead, seen = {} }) => [
    `${name}: ${subject}`,
    toShort(summary.median),
    ...['rows_per_second', 'requests', 'queries'].map((key) => Number(seen[key] ?? Number.NaN)).map(toWhole),
    toWhole(rowsRead ?? Number.NaN),
  ]);
  const verdicts = judgeExport(own).map(({ claim, reached, seen }) => [claim, reached ? 'yes' : '**no**', seen]);
  const head = ['', 'seconds', 'rows a second', 'requests', 'queries of D1', 'rows read'];
  return [
    `${toWhere(own)}, load ${own.machine.load_before ?? 'unknown'} before.`,
    '',
    ...toMarkdownTable(head, rows),
    '',
    ...toMarkdownTable(['target', 'reached', 'seen'], verdicts),
  ];
}

/** Empty where there is none. */
function toWhole(value: number): string {
  return Number.isNaN(value) ? '' : value.toLocaleString('en');
}
