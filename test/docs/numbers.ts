// The committed results of the bench in, the numbers of the README and of src/docs/numbers.md out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { toCeilingLines, toCostLines } from '../../bench/report/cost.ts';
import { toExportLines } from '../../bench/report/export.ts';
import { toHeadlines } from '../../bench/report/headlines.ts';
import { toPageLines } from '../../bench/report/page.ts';
import { toPeerLines, toQuestionLines } from '../../bench/report/peers.ts';
import { toPriceLines } from '../../bench/report/prices.ts';
import type { Result } from '../../bench/report/result.ts';
import { toLoadingLines, toSearchLines, toSummary } from '../../bench/report/summary.ts';
import { toCpuLines, toJsonLines, toStoredLines } from '../../bench/report/worker.ts';
import { toFile } from './pages.ts';

const RESULTS = 'bench/results';

export function toHeadlinePart(): string[] {
  return toHeadlines(readResults());
}

export function toNumberPart(): string[] {
  return toSummary(readResults());
}

export function toSearchPart(): string[] {
  return toSearchLines(readResults());
}

export function toPagePart(): string[] {
  return toPageLines(readResults());
}

export function toLoadingPart(): string[] {
  return toLoadingLines(readResults());
}

export function toPeerPart(): string[] {
  return [...toPeerLines(readResults()), '', ...toQuestionLines(readResults())];
}

export function toCpuPart(): string[] {
  return toCpuLines(readResults());
}

export function toJsonPart(): string[] {
  return toJsonLines(readResults());
}

export function toStoredPart(): string[] {
  return toStoredLines(readResults());
}

export function toExportPart(): string[] {
  return toExportLines(readResults());
}

export function toPricePart(): string[] {
  return toPriceLines(readResults());
}

export function toCostPart(): string[] {
  return toCostLines(readResults());
}

export function toCeilingPart(): string[] {
  return toCeilingLines(readResults());
}

/** Those of suites; what is beside them in the folder has tables of its own. */
function readResults(): Result[] {
  const folder = toFile(RESULTS);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const results = files.map((name) => JSON.parse(readFileSync(toFile(`${RESULTS}/${name}`), 'utf8')) as Result);
  return results.filter((content) => 'measurements' in content);
}
