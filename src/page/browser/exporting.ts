// Everything that matches as a file, with progress; it is said to be whole only if its last line says so.
import { toColumns } from '../model/columns.ts';
import { type FileEnd, toEnding } from '../model/ending.ts';
import { isCondition, toParameters, toSearch } from '../model/query.ts';
import type { App, Exporting } from '../view/app.ts';

interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

type Picker = (options: { suggestedName: string }) => Promise<{ createWritable(): Promise<Sink> }>;
type FileFormat = 'csv' | 'ndjson';

/** Enough of the end of a file for its last line. */
const TAIL_BYTES = 16_384;

export async function exportAll(app: App, format: FileFormat): Promise<void> {
  if (app.exporting.value?.state === 'running') return;
  const set = (exporting: Exporting) => {
    app.exporting.value = exporting;
  };
  let rows = 0;
  try {
    const sink = await openSink(`contacts.${format}`);
    set({ rows, state: 'running' });
    for (let path: string | null = toExportPath(app, format); path !== null; ) {
      const response: Response = await fetch(path, { headers: { Accept: '*/*' } });
      if (response.status === 404 || response.status === 400) return set({ rows, state: 'unavailable' });
      if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}.`);
      const end: FileEnd = toEnding(
        await drain(response.body, sink, (more) => set({ rows: rows + more, state: 'running' })),
      );
      if (end.next === null && end.rows === null) throw new Error('Its last line is missing.');
      path = end.next;
      rows = end.rows ?? rows;
    }
    await sink.close();
    set({ rows, state: 'whole' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError')
      return set({ rows, state: 'broken', detail: 'It was stopped.' });
    set({
      rows: app.exporting.value?.rows ?? rows,
      state: 'broken',
      detail: error instanceof Error ? error.message : '',
    });
  }
}

export function toExportPath({ place, fields }: App, format: FileFormat): string {
  const { search } = place.value;
  const kept = toParameters(search).filter(([name]) => isCondition(name) || name === 'q' || name === 'sort');
  const columns = toColumns(search).filter((name) => fields.has(name));
  return `/v1/contacts/export${toSearch([...kept, ['fields', columns.join()], ['format', format]])}`;
}

/** A file of the reader's choice where the browser can write to it piece by piece; else it is put together and downloaded. */
async function openSink(name: string): Promise<Sink> {
  const picker = (window as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  if (picker && !navigator.webdriver) return (await picker({ suggestedName: name })).createWritable();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    async write(bytes) {
      parts.push(bytes);
    },
    async close() {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(parts));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  };
}

/** Writes all of it, and gives its end as text. */
async function drain(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  sink: Sink,
  onRows: (rows: number) => void,
): Promise<string> {
  const LINE_FEED = 10;
  let tail = new Uint8Array();
  let lines = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(tail);
    await sink.write(value);
    for (const byte of value) if (byte === LINE_FEED) lines++;
    const joined = new Uint8Array(tail.length + Math.min(value.length, TAIL_BYTES));
    joined.set(tail);
    joined.set(value.subarray(-TAIL_BYTES), tail.length);
    tail = joined.subarray(-TAIL_BYTES);
    onRows(lines);
  }
}
