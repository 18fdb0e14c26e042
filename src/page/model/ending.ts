// The last line of an export, which proves that it is whole or says where it goes on. Pure.

export interface FileEnd {
  /** How many rows there are in all, where it is whole. */
  rows: number | null;
  /** The path of what follows. */
  next: string | null;
}

/** Of the end of a file, CSV or NDJSON. Neither is known where the last line says nothing of it: then it broke off. */
export function toEnding(tail: string): FileEnd {
  const last = tail.endsWith('\n') ? (tail.trimEnd().split('\n').at(-1) ?? '').trim() : ''; // a line that is cut has no end
  const rows = /^#end,rows=(\d+)(,|$)/.exec(last)?.[1] ?? toJson(last)?.['#end']?.rows;
  const next = /^"?#next"?,(.+)$/.exec(last)?.[1] ?? toJson(last)?.['#next'];
  return { rows: rows === undefined ? null : Number(rows), next: next === undefined ? null : unquote(next) };
}

function unquote(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function toJson(line: string): { '#end'?: { rows?: number }; '#next'?: string } | null {
  try {
    return line.startsWith('{"#') ? JSON.parse(line) : null;
  } catch {
    return null;
  }
}
