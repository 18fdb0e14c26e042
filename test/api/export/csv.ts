// CSV → its records, by RFC 4180.

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;

export function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  let end = 0;
  for (const [cell, quoted, plain, behind] of text.matchAll(CELL)) {
    end += cell.length;
    records.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (behind === '\r\n') records.push([]);
  }
  if (end !== text.length) throw new Error(`No CSV from ${end} on: ${text.slice(end, end + 80)}`);
  return records.slice(0, -1);
}
