// Runs inside workerd: a page's answer on its way into a cache and out of it again, kept in several forms: what making the
// form takes, what it takes until the answer's bytes are there again, and both the same through KV.
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { decode, encode } from '@msgpack/msgpack';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';

interface Form {
  /** From the answer, and its JSON, which is sent anyway. */
  keep: (body: Uint8Array, answer: unknown) => Uint8Array;
  /** The bytes to send. */
  serve: (kept: Uint8Array) => Uint8Array;
}

interface Page {
  data: Record<string, unknown>[];
}

const toBytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const toValue = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const asBytes = (bytes: Uint8Array) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** Of Brotli, what a server takes for answers that are made once and sent once. */
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** The first is what Kartei does. */
export const FORMS: Record<string, Form> = {
  JSON: { keep: (body) => body, serve: (kept) => kept },
  'JSON, gzip': { keep: (body) => asBytes(gzipSync(body)), serve: (kept) => asBytes(gunzipSync(kept)) },
  'JSON, gzip at its quickest': {
    keep: (body) => asBytes(gzipSync(body, { level: 1 })),
    serve: (kept) => asBytes(gunzipSync(kept)),
  },
  'JSON, Brotli': {
    keep: (body) => asBytes(brotliCompressSync(body, QUICK)),
    serve: (kept) => asBytes(brotliDecompressSync(kept)),
  },
  'JSON of columns and rows': {
    keep: (_, answer) => toBytes(toTable(answer as Page)),
    serve: (kept) => toBytes(fromTable(toValue(kept))),
  },
  MessagePack: { keep: (_, answer) => encode(answer), serve: (kept) => toBytes(decode(kept)) },
};

const SECONDS = { expirationTtl: 3600 };
/** The forms of which KV has something to be got. */
const there = new Set<string>();
let page: Uint8Array | null = null;
let at = 0;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const asked = new URL(request.url).searchParams;
    const form = asked.get('form')!;
    const { keep, serve } = FORMS[form]!;
    page ??= await readPage(env);
    const answer = toValue(page);
    const kept = keep(page, answer);
    if (new TextDecoder().decode(serve(kept)) !== new TextDecoder().decode(page))
      throw new Error(`${form} is not what was kept`);
    const stages: Record<string, () => unknown> = {
      keep: () => keep(page!, answer),
      serve: () => serve(kept),
      put: () => env.KV.put(`${form} ${at++ % 100}`, keep(page!, answer), SECONDS),
      get: async () => serve(new Uint8Array((await env.KV.get(`${form} 0`, 'arrayBuffer'))!)),
    };
    if (asked.get('stage') === 'get' && !there.has(form)) {
      await env.KV.put(`${form} 0`, kept, SECONDS);
      there.add(form);
    }
    const work = stages[asked.get('stage')!]!;
    const began = performance.now();
    for (let run = 0; run < Number(asked.get('runs')); run++) await work();
    return Response.json({ milliseconds: performance.now() - began, bytes: kept.byteLength });
  },
};

/** A first page as the Worker answers it. */
async function readPage(env: Env): Promise<Uint8Array> {
  const context = { waitUntil: () => {}, passThroughOnException: () => {} };
  const response = await worker.fetch(new Request('http://localhost/v1/contacts') as never, env, context as never);
  return new Uint8Array(await response.arrayBuffer());
}

function toTable({ data, ...rest }: Page) {
  const columns = Object.keys(data[0] ?? {});
  return { columns, rows: data.map((row) => Object.values(row)), rest };
}

function fromTable({ columns, rows, rest }: ReturnType<typeof toTable>) {
  return { data: rows.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at]!, cell]))), ...rest };
}
