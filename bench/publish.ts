// Writes results into a folder as JSON, and beside them one report and its charts, made of all results in that folder.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawGrowth, drawLatencies, drawLoad } from './chart.ts';
import { toMarkdown } from './markdown.ts';
import { type Measurement, type Result, readResult, writeResult } from './result.ts';

const REPORT = 'report.md';

/** Returns the report's file. */
export async function publishResults(folder: string, results: Result[]): Promise<string> {
  for (const result of results) await writeResult(folder, result);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const all = await Promise.all(files.map((name) => readResult(join(folder, name))));
  const charts: Record<string, string[]> = {};
  for (const result of all)
    for (const [file, drawing] of Object.entries(drawCharts(result))) {
      await writeFile(join(folder, file), `${await drawing}\n`);
      charts[result.kind] = [...(charts[result.kind] ?? []), file];
    }
  const report = join(folder, REPORT);
  await writeFile(report, toMarkdown(all, charts));
  return report;
}

/** The charts of a result by file name. */
function drawCharts({ kind, data, measurements }: Result): Record<string, Promise<string>> {
  const timed = measurements.filter(({ unit }) => unit === 'ms');
  const contacts = `${Number(data.contacts).toLocaleString('en')} contacts`;
  const charts: Record<string, (timed: Measurement[]) => Promise<string>> = {
    list: (timed) => drawLatencies(`Latency of a list, ${contacts}`, timed),
    growth: (timed) => drawGrowth('Latency by the number of contacts', timed),
    load: (timed) => drawLoad(`Latency by load, ${contacts}`, timed),
  };
  const draw = charts[kind];
  return draw && timed.length > 0 ? { [`${kind}.svg`]: draw(timed) } : {};
}
