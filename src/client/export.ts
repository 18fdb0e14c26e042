// All rows of a list, as a file or one by one, proven whole by the last line. Where the transfer breaks it goes on behind
// the last whole row; where one request cannot carry everything, with the next. It never ends as if it were whole.
import type { ContactOf } from './answer.ts';
import { type Abortable, CONTACTS, toPath } from './list.ts';
import type { ContactSelection, FieldKey } from './parameters.ts';
import { ApiProblem } from './problem.ts';
import { cutRecords, toHead, toMarker, toRecordId, type WrittenFormat } from './records.ts';
import { pauseFor, type Transport } from './transport.ts';

export interface ExportOptions extends Abortable {
  /** Is told how many rows have come. */
  onProgress?: ((rows: number) => void) | undefined;
}

export interface FileOptions extends ExportOptions {
  format?: WrittenFormat | undefined;
  /** CSV: leaves text as it is where a spreadsheet would take it for a formula. */
  raw?: boolean | undefined;
  /** CSV: begins with the mark by which Excel knows UTF-8. */
  excel?: boolean | undefined;
}

export interface Exports {
  /** A file, with the last line that says that it is whole. Errs where that cannot be had. */
  export(query?: ContactSelection, options?: FileOptions): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Row by row. Ends without an error only if all have come. */
  exportRows<Name extends FieldKey = FieldKey>(
    query?: ContactSelection<Name>,
    options?: ExportOptions,
  ): AsyncGenerator<ContactOf<Name>, void>;
}

/** Whole records: the head of a file, rows, or the line that says that all are there. */
interface ExportPiece {
  kind: 'head' | 'rows' | 'end';
  records: string[];
}

const PATH = `${CONTACTS}/export`;
/** Breaks one after the other, with no row between them. */
const MOST_BREAKS = 5;
const PAUSE_SECONDS = 0.5;

export function createExports({ ask }: Transport): Exports {
  async function* read(query: ContactSelection, options: FileOptions): AsyncGenerator<ExportPiece, void> {
    const { format = 'csv', raw, excel, signal, onProgress } = options;
    const base = toPath(PATH, { ...query, ...({ format, raw, excel } as object) });
    let path = base;
    let head: string[] | null = null;
    let last: string | null = null;
    let rows = 0;
    let started = '';
    for (let breaks = 0; ; ) {
      try {
        const response = await ask(path, { signal, headers: { Accept: '*/*' } }, (opened) => opened);
        started ||= response.headers.get('X-Data-Version') ?? '';
        let hasHead = format === 'csv' && path === base;
        let next: string | undefined;
        for await (const records of toRecords(response, format)) {
          const marker = toMarker(records.at(-1)!);
          if (hasHead) {
            const line = records.shift()!;
            if (head === null) yield { kind: 'head', records: [line] };
            head = toHead(line);
            hasHead = false;
          }
          const found = marker ? records.slice(0, -1) : records;
          if (found.length > 0) {
            rows += found.length;
            last = found.at(-1)!;
            breaks = 0;
            onProgress?.(rows);
            yield { kind: 'rows', records: found };
          }
          next = marker?.next;
          if (marker?.rows === rows) return yield { kind: 'end', records: records.slice(-1) };
          if (marker?.rows !== undefined) throw toIncomplete(`It has ${rows} rows and should have ${marker.rows}.`);
        }
        if (!next) throw new Error('Its last line is missing.');
        path = next;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ApiProblem) throw error; // what may pass was asked again
        if (++breaks > MOST_BREAKS) throw toIncomplete('It breaks again and again.', error);
        if (last !== null)
          path = `${base}&after=${toRecordId(last, format, head ?? [])}&rows=${rows}&started=${started}`;
        await pauseFor(PAUSE_SECONDS, signal);
      }
    }
  }

  async function* exportRows<Name extends FieldKey>(
    query: ContactSelection<Name> = {},
    options: ExportOptions = {},
  ): AsyncGenerator<ContactOf<Name>, void> {
    for await (const { kind, records } of read(query, { ...options, format: 'ndjson' }))
      if (kind === 'rows') for (const record of records) yield JSON.parse(record);
  }

  return {
    export: (query = {}, options = {}) => toStream(read(query, options)),
    exportRows,
  };
}

function toIncomplete(title: string, cause?: unknown): ApiProblem {
  return new ApiProblem({ type: 'incomplete', title: `The export is not whole. ${title}`, cause });
}

/** As they come, never none; what is cut at the end is left out. */
async function* toRecords(response: Response, format: WrittenFormat): AsyncGenerator<string[], void> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const cut = cutRecords(rest + decoder.decode(value, { stream: true }), format);
      rest = cut.rest;
      if (cut.records.length > 0) yield cut.records;
    }
  } finally {
    reader.cancel().catch(() => {}); // it may have failed
  }
}

/** Read only as fast as it is taken. */
function toStream(pieces: AsyncGenerator<ExportPiece, void>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value.records.join('')) as Uint8Array<ArrayBuffer>);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}
