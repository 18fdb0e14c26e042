// Writes results into a folder as JSON, and beside them one report and its charts, made of all results in that folder. Run
// by itself it makes report and charts anew.
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { drawGrowth, drawLatencies, drawLoad } from './chart.ts';
import { drawHeatMap, type HeatMap } from './heatmap.ts';
import { type Section, toMarkdown } from './markdown.ts';
import { isResult, RESULTS, type Result, readResult, writeResult } from './result.ts';

const REPORT = 'report.md';

/** What is beside results in the folder: latencies by region, whose tables are in a file of their own. */
interface Regional {
  heatMap?: HeatMap;
  heatMaps?: HeatMap[];
}

/** Returns the report's file. */
export async function publishResults(folder: string, results: Result[]): Promise<string> {
  for (const result of results) await writeResult(folder, result);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const read: Result[] = [];
  const regional: Section[] = [];
  const charts: Record<string, string[]> = {};
  const write = async (file: string, drawing: Promise<string>) => {
    await writeFile(join(folder, file), `${await drawing}\n`);
    return file;
  };
  for (const file of files) {
    const name = file.replace(/\.json$/, '');
    const content: Result | Regional = await readResult(join(folder, file));
    if (isResult(content)) {
      read.push(content);
      const drawing = drawChart(content);
      if (drawing) charts[content.kind] = [await write(`${name}.svg`, drawing)];
    } else {
      const maps = toHeatMaps(content);
      const drawn = maps.map((map, at) => write(`${name}${at === 0 ? '' : `-${at + 1}`}.svg`, drawHeatMap(map)));
      const numbers = [...new Set(maps.map(({ numbers }) => numbers))].join(', ');
      if (maps.length > 0) regional.push({ name, title: `Regions, ${numbers}`, charts: await Promise.all(drawn) });
    }
  }
  const report = join(folder, REPORT);
  await writeFile(report, toMarkdown(read, charts, regional));
  return report;
}

function toHeatMaps({ heatMap, heatMaps = [] }: Regional): HeatMap[] {
  return heatMap ? [heatMap, ...heatMaps] : heatMaps;
}

/** The chart of a result, where its suite has one. */
function drawChart({ kind, data, measurements }: Result): Promise<string> | null {
  const timed = measurements.filter(({ unit }) => unit === 'ms');
  if (timed.length === 0) return null;
  const contacts = `${Number(data.contacts).toLocaleString('en')} contacts`;
  switch (kind) {
    case 'list':
      return drawLatencies(`Latency of a list, ${contacts}`, timed);
    case 'peers':
      return drawLatencies(`Latency of a full page, ${contacts}`, timed);
    case 'growth':
      return drawGrowth('Latency by the number of contacts', timed);
    case 'load':
      return drawLoad(`Latency by load, ${contacts}`, timed);
    default:
      return null;
  }
}

if (import.meta.main) console.log(await publishResults(resolve(process.argv[2] ?? RESULTS), []));
