// Numbers and tables as people read them. Pure.

/** Three digits or so: 0.52, 1.48, 12.3, 274, 11,520. */
export function toShort(value: number): string {
  if (value >= 99.95) return Math.round(value).toLocaleString('en');
  return value.toFixed(value < 9.995 ? 2 : 1);
}

/** How many times: 0.68 ×, 3.4 ×, 120 ×. */
export function toTimes(ratio: number): string {
  return `${ratio >= 9.95 ? Math.round(ratio).toLocaleString('en') : ratio.toFixed(ratio < 1 ? 2 : 1)} ×`;
}

/** Columns as wide as they must be; the first is aligned left, the others right. */
export function toTextTable(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((cells) => cells[at]!.length)));
  const toLine = (cells: string[]) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd();
  return [toLine(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(toLine)];
}

/** Columns of numbers are aligned right. */
export function toMarkdownTable(head: string[], rows: string[][]): string[] {
  const isNumeric = (at: number) =>
    rows.every((cells) => /^(\d|$)/.test(cells[at]!)) && rows.some((cells) => cells[at] !== '');
  const toLine = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [toLine(head), `|${head.map((_, at) => (isNumeric(at) ? '---:' : '---')).join('|')}|`, ...rows.map(toLine)];
}
