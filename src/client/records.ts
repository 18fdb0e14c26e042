// The text of an export → its whole records and what is left of it; what its last line says; the id of a record. Pure.

export type WrittenFormat = 'csv' | 'ndjson';

const ENDS = { csv: '\r\n', ndjson: '\n' };

/** Records with their ends. In CSV an end within quotes is none (RFC 4180). */
export function cutRecords(text: string, format: WrittenFormat): { records: string[]; rest: string } {
  const end = ENDS[format];
  const lines = text.split(end);
  const rest = lines.pop()!;
  if (format === 'ndjson' || !text.includes('"')) return { records: lines.map((line) => line + end), rest };
  const records: string[] = [];
  let open = '';
  for (const line of lines) {
    open += line + end;
    if (open.split('"').length % 2 === 0) continue;
    records.push(open);
    open = '';
  }
  return { records, rest: open + rest };
}

/** What is no row: all rows are written, so many, or the rest is at another address. */
export interface Marker {
  rows?: number;
  next?: string;
}

/** Of the last record; null where it is a row. */
export function toMarker(record: string): Marker | null {
  const line = record.trim();
  const rows = /^#end,rows=(\d+)/.exec(line)?.[1];
  if (rows) return { rows: Number(rows) };
  const next = /^#next,(.+)$/.exec(line)?.[1];
  if (next) return { next };
  if (!line.startsWith('{"#')) return null;
  const said = JSON.parse(line);
  return said['#end'] ? { rows: said['#end'].rows } : { next: said['#next'] };
}

export function toHead(record: string): string[] {
  return record.trim().replace(/^\ufeff/, '').split(','); // biome-ignore format: short
}

/** `head` names the cells of a record of CSV. */
export function toRecordId(record: string, format: WrittenFormat, head: readonly string[]): number {
  if (format === 'ndjson') return JSON.parse(record).id;
  const cells = record.match(/("(?:[^"]|"")*"|[^,]*)(?:,|\r\n$)/g) ?? [];
  return Number.parseInt(cells[head.indexOf('id')] ?? '', 10);
}
