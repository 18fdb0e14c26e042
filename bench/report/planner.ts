// Measured rows and choices in, tables that a person can read out. Pure.

import type { Choice, PathResult } from '../suites/random.ts';
import type { RowResult } from '../suites/rows.ts';
import { bestOf, median } from '../verdict/judge.ts';

const MOST_SHOWN = 10;
/** Groups of more cases than this are shown by their median and their worst. */
const SHOWN_WHOLE = 5;

export function toRowReport(rows: RowResult[]): string[] {
  const lines = [table(['', 'rows read', 'limit', 'ms', 'by hand', 'ratio', 'of', 'path'])];
  for (const [group, members] of Map.groupBy(rows, ({ group }) => group)) {
    lines.push(group);
    const beyond = members.filter(({ broken }) => broken.length > 0);
    if (members.length <= SHOWN_WHOLE) lines.push(...members.map(toLine));
    else
      lines.push(toMedian(members), `  worst: ${worst(members).search}`, toLine(worst(members)), ...beyond.map(toLine));
  }
  const beyond = rows.filter(({ broken }) => broken.length > 0);
  lines.push(`${rows.length - beyond.length} of ${rows.length} cases are OK, ${beyond.length} BEYOND.`);
  return lines;
}

function toLine({ search, rowsRead, promised, milliseconds, best, ratio, path, broken, partial }: RowResult): string {
  const verdict = broken.length > 0 ? `BEYOND (${broken.join(', ')})` : 'OK';
  const by = [path, best && `by hand: ${best.name}`, partial && 'partial', verdict].filter(Boolean).join('; ');
  const numbers = [
    rowsRead,
    promised.rowsRead,
    fixed(milliseconds),
    fixed(best?.milliseconds),
    fixed(ratio),
    promised.ratio,
  ];
  const name = search.replace('&count=none', '').replace(/cursor=(?!last)[^&]+/, 'cursor=…');
  return table([`  ${name}`, ...numbers.map((number) => String(number ?? '')), by]);
}

function toMedian(members: RowResult[]): string {
  const of = (pick: (row: RowResult) => number | null) =>
    fixed(median(members.map(pick).filter((number) => number !== null)));
  const { promised } = members[0]!;
  return table([
    `  median of ${members.length} sorts`,
    of(({ rowsRead }) => rowsRead),
    String(promised.rowsRead),
    of(({ milliseconds }) => milliseconds),
    of(({ best }) => best?.milliseconds ?? null),
    of(({ ratio }) => ratio),
    String(promised.ratio ?? ''),
    '',
  ]);
}

function worst(members: RowResult[]): RowResult {
  const badness = ({ rowsRead, promised, ratio }: RowResult) =>
    Math.max(rowsRead / promised.rowsRead, (ratio ?? 0) / (promised.ratio ?? 1));
  return members.reduce((a, b) => (badness(b) > badness(a) ? b : a));
}

export function toChoiceReport(choices: Choice[]): string[] {
  const count = (test: (choice: Choice) => boolean) => {
    const found = choices.filter(test).length;
    return `${found} of ${choices.length} (${((100 * found) / Math.max(choices.length, 1)).toFixed(1)} %)`;
  };
  const isEarly = ({ chosen, others }: Choice) => chosen.partial && others.some(({ partial }) => !partial);
  const wrong = choices.filter((choice) => choice.wrong.milliseconds);
  const loss = ({ chosen, others }: Choice) =>
    chosen.milliseconds - bestOf(chosen, others, 'milliseconds').milliseconds;
  wrong.sort((a, b) => loss(b) - loss(a));
  return [
    `wrong by database time: ${count(({ wrong }) => wrong.milliseconds)}`,
    `wrong by rows read:     ${count(({ wrong }) => wrong.rowsRead)}`,
    `with another path:      ${count(({ others }) => others.length > 0)}`,
    `partial pages:          ${count(({ chosen }) => chosen.partial)}`,
    `partial, though another path fills the page: ${count(isEarly)}`,
    `rows read: median ${median(choices.map(({ chosen }) => chosen.rowsRead))}, most ${Math.max(...choices.map(({ chosen }) => chosen.rowsRead))}`,
    `ms: median ${fixed(median(choices.map(({ chosen }) => chosen.milliseconds)))}, most ${fixed(Math.max(...choices.map(({ chosen }) => chosen.milliseconds)))}`,
    ...(wrong.length > 0 ? ['', `The worst ${Math.min(MOST_SHOWN, wrong.length)} (estimated and actual):`] : []),
    ...wrong
      .slice(0, MOST_SHOWN)
      .flatMap(({ search, chosen, others }) => [
        `${decodeURIComponent(search).replace('&count=none', '')}`,
        toPathLine('chosen', chosen),
        ...others.map((other) => toPathLine('other', other)),
      ]),
  ];
}

function toPathLine(role: string, { path, estimate, rows, rowsRead, milliseconds, partial }: PathResult): string {
  const round = Math.round;
  return `  ${role.padEnd(7)} ${path.padEnd(36)} cost ${round(estimate.cost)}, read ${round(estimate.read)} and ${rowsRead}, rows ${round(estimate.rows)} and ${rows}, ${fixed(milliseconds)} ms${partial ? ', partial' : ''}`;
}

function fixed(number: number | null | undefined): string {
  return number === null || number === undefined || Number.isNaN(number) ? '' : number.toFixed(number < 100 ? 1 : 0);
}

function table([name, ...cells]: string[]): string {
  const last = cells.pop()!;
  return `${name!.padEnd(46)}${cells.map((cell) => cell.padStart(10)).join('')}  ${last}`;
}
