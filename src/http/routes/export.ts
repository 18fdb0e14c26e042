// The export: every row of a list, streamed as it is read.
import { type Context, Hono } from 'hono';
import { selectDataState, selectSearchedState } from '../../db/state.ts';
import { countBefore } from '../../list/export/chunks.ts';
import { findPlace, openSource, type Source } from '../../list/export/source.ts';
import { type Beginning, MOST_QUERIES, writeExport } from '../../list/export/text.ts';
import { logFailure } from '../../log.ts';
import { Problem } from '../../problem.ts';
import { OF_EXPORT } from '../../query/options.ts';
import { readFresh } from '../../version/fresh.ts';
import type { Version } from '../../version.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly } from '../endpoint.ts';
import { type ExportQuery, parseExportQuery, splitSearch, toAfter, toPlacePosition } from '../export/exporting.ts';
import { MEDIA_TYPES, refuseWith, toFormat } from '../export/format.ts';
import { EXPORT_PATH } from '../limit.ts';

export const exported = new Hono<AppEnv>();

exported.get(EXPORT_PATH, async (context) => {
  const { env, var: { database, clientVersion, timing, waitUntil, seal } } = context; // biome-ignore format: one line
  const { pathname, search } = new URL(context.req.url);
  const asked = timing.measure('parse', () => parseExportQuery(search));
  const format = toFormat(context, asked.query.format, OF_EXPORT.formats) === 'ndjson' ? 'ndjson' : 'csv';
  if (format === 'ndjson') refuseWith(format, { raw: asked.isRaw, excel: asked.hasMark });
  const position = toPlacePosition(asked.query, asked.place, seal);

  const state = asked.query.words.length > 0 ? selectSearchedState : selectDataState;
  const read = async () => ({ state: (await database.run(state))[0] });
  const { version } = (await readFresh(read, { env, database, clientVersion })).state;
  const source = await openSource(asked.query, position, { env, database, waitUntil });
  const started = asked.started ?? version;
  const beginning: Beginning =
    asked.after === null
      ? { start: position.start, isRest: asked.place !== null, rows: position.rank ?? 0, started }
      : await goOn(source, asked, { after: asked.after, now: version });
  const { others, own } = splitSearch(search);
  const kept = own.split('&').filter((pair) => /^(raw|excel)=/.test(pair));
  const toLink = (place: string) =>
    `${pathname}?${[others, ...kept, `place=${place}`, `started=${started}`].filter((part) => part !== '').join('&')}`;
  const texts = writeExport(source, { format, ...asked }, beginning, { seal, toLink });
  const headers = {
    'Content-Type': MEDIA_TYPES[format],
    'Content-Disposition': `attachment; filename="contacts.${format}"`,
    'Cache-Control': 'no-store',
    'X-Data-Version': version,
    Vary: 'Accept, Authorization',
  };
  if (context.req.method === 'HEAD') return context.body(null, 200, headers);
  return context.body(toStream(texts, context), 200, headers);
});
allowOnly(exported, EXPORT_PATH, 'GET, HEAD, OPTIONS');

/** Where an export that broke goes on, and how many rows lie before, which are counted unless they are told. */
async function goOn(
  source: Source,
  { rows, started }: ExportQuery,
  { after, now }: { after: number; now: Version },
): Promise<Beginning> {
  const start = await findPlace(source, toAfter(after, { started, now }));
  const before = rows ?? (await countBefore(source, start, MOST_QUERIES));
  if (before === null)
    throw new Problem('invalid-query', {
      faults: [{ parameter: 'rows', code: 'missing', detail: 'Too many rows lie before: say how many there are.' }],
    });
  return { start, isRest: true, rows: before, started: started ?? now };
}

/** The bytes, made only when they are wanted. What fails breaks the transfer off: it never looks like an end. */
function toStream(texts: AsyncGenerator<string, void>, context: Context<AppEnv>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = Promise.withResolvers<number>();
  let size = 0;
  let isCancelled = false;
  context.set('streamed', ended.promise);
  const { path } = context.req;
  const request_id = context.var.requestId;
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      try {
        const { done, value } = await texts.next();
        if (isCancelled) return;
        if (!done) {
          const bytes = encoder.encode(value);
          size += bytes.byteLength;
          return controller.enqueue(bytes);
        }
        ended.resolve(size);
        controller.close();
        controller.byobRequest?.respond(0);
      } catch (error) {
        if (isCancelled) return;
        logFailure('export', error, { path, request_id });
        ended.resolve(size);
        controller.error(error);
      }
    },
    async cancel() {
      isCancelled = true;
      ended.resolve(size);
      await texts.return();
    },
  });
}
