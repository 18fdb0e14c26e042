// Lists in, their pages walked by kind of list out; and what these took by kind and page, as measurements and as lines.

import type { Measurement } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';
import { WALKED, type WalkedPage } from './walk.ts';

const MOST_SHOWN = 10;

/** Pages of one kind of list, such as sorts by two fields. */
export type Walks = Record<string, WalkedPage[]>;

/** Walks the lists of each kind. */
export async function walkAll(
  walk: (search: string) => Promise<WalkedPage[]>,
  lists: Record<string, string[]>,
): Promise<Walks> {
  const walks: Walks = {};
  for (const [kind, searches] of Object.entries(lists)) {
    walks[kind] = [];
    for (const search of searches) walks[kind].push(...(await walk(search)));
  }
  return walks;
}

/** One for each kind and page: milliseconds of the database, and the most rows that any of them set off. */
export function toMeasurements(walks: Walks): Measurement[] {
  return Object.entries(walks).flatMap(([kind, pages]) =>
    WALKED.flatMap((page) => {
      const own = pages.filter((one) => one.page === page);
      if (own.length === 0) return [];
      const dearest = own.reduce((a, b) => (b.rowsRead > a.rowsRead ? b : a));
      const slowest = own.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
      return [
        {
          name: `${kind}, ${page} page`,
          subject: 'kartei',
          unit: 'ms' as const,
          summary: summarize(own.map(({ milliseconds }) => milliseconds)),
          rowsRead: dearest.rowsRead,
          seen: { lists: own.length, dearest: toText(dearest), slowest: toText(slowest) },
        },
      ];
    }),
  );
}

/** A table by kind and page, and the dearest pages. */
export function reportWalks(walks: Walks): string[] {
  const lines = ['Rows read and milliseconds of the database by all that a page sets off', ''];
  lines.push(`${''.padEnd(48)}${['lists', 'rows', 'ms', 'most ms'].map((head) => head.padStart(10)).join('')}`);
  for (const { name, summary, rowsRead, seen } of toMeasurements(walks)) {
    const cells = [seen!.lists, rowsRead, summary.median.toFixed(1), summary.max.toFixed(1)];
    lines.push(name.padEnd(48) + cells.map((cell) => String(cell).padStart(10)).join(''));
  }
  const pages = Object.values(walks).flat();
  const dearest = pages.toSorted((a, b) => b.rowsRead - a.rowsRead).slice(0, MOST_SHOWN);
  lines.push('', 'The dearest:');
  for (const page of dearest)
    lines.push(`${String(page.rowsRead).padStart(8)} rows, ${page.milliseconds.toFixed(1)} ms: ${toText(page)}`);
  return lines;
}

function toText({ search, page }: WalkedPage): string {
  return `${decodeURIComponent(search)} (${page})`;
}
