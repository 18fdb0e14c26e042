// The committed results of the bench in, the numbers of the README and of src/docs/numbers.md out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHeadlines } from '../../bench/headlines.ts';
import { isResult, RESULTS, type Result } from '../../bench/result.ts';
import { toLoadingLines, toSearchLines, toSummary } from '../../bench/summary.ts';

export function toHeadlinePart(): string[] {
  return toHeadlines(readResults());
}

export function toNumberPart(): string[] {
  return toSummary(readResults());
}

export function toSearchPart(): string[] {
  return toSearchLines(readResults());
}

export function toLoadingPart(): string[] {
  return toLoadingLines(readResults());
}

function readResults(): Result[] {
  const files = existsSync(RESULTS) ? readdirSync(RESULTS).filter((name) => name.endsWith('.json')) : [];
  return files.map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')) as Result).filter(isResult);
}
