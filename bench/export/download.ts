// All contacts as one CSV file, however many requests that takes: a rest is fetched where a last line says so, and what is
// cut goes on behind its last whole line, as src/docs/api.md says. No line break is in a seeded contact: lines are rows.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { FIELD_NAMES } from '../../src/contact/fields.ts';

const PATH = '/v1/contacts/export?format=csv';
export const HEAD = `${FIELD_NAMES}\r\n`;
const LINE_FEED = 10;
/** Of the end of a file: more than its two last lines. */
const TAIL = 16_384;

export interface Downloaded {
  seconds: number;
  bytes: number;
  requests: number;
  /** The rows that the last line tells. */
  rows: number;
  /** That proves that all is there, with its line break. */
  endLine: string;
}

interface Options {
  /** Transfers are cut where the file would be larger than this; in ascending order. */
  cuts?: number[];
  /** Told of the file's size as it grows. */
  watch?: (bytes: number) => void;
}

/** Throws where a transfer breaks off by itself. */
export async function download(
  origin: string,
  path: string,
  { cuts = [], watch = () => {} }: Options = {},
): Promise<Downloaded> {
  const begun = performance.now();
  const file = await open(path, 'w+');
  try {
    const whole = { bytes: 0, lines: 0 };
    let started = '';
    for (let requests = 1, address = PATH; ; requests++) {
      const response = await ask(origin + address);
      started ||= encodeURIComponent(String(response.headers['x-data-version']));
      await receive(response, { file, whole, watch, most: cuts[requests - 1] ?? Number.POSITIVE_INFINITY });
      const { line, partial } = await readLastLine(file, whole.bytes);
      const size = Buffer.byteLength(`${line}\r\n`);
      if (line.startsWith('#end,')) {
        const seconds = (performance.now() - begun) / 1000;
        return { seconds, bytes: whole.bytes, requests, rows: toRows(line), endLine: `${line}\r\n` };
      }
      if (line.startsWith('#next,')) {
        address = line.slice('#next,'.length);
        whole.bytes -= size;
        whole.lines -= 1;
      } else if (whole.lines < 2) {
        address = PATH; // no row is there
        whole.bytes = whole.lines = 0;
      } else {
        address = `${PATH}&after=${line.split(',', 1)[0]}&rows=${whole.lines - 1}&started=${started}`;
        whole.bytes -= partial;
      }
      await file.truncate(whole.bytes);
    }
  } finally {
    await file.close();
  }
}

async function ask(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  if (response.statusCode === 200) return response;
  const said = (await response.setEncoding('utf8').toArray()).join('');
  throw new Error(`${url} answers ${response.statusCode}: ${said.slice(0, 300)}`);
}

async function receive(
  response: IncomingMessage,
  {
    file,
    whole,
    watch,
    most,
  }: { file: FileHandle; whole: { bytes: number; lines: number } } & {
    watch: (bytes: number) => void;
    most: number;
  },
): Promise<void> {
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const kept = chunk.subarray(0, most - whole.bytes);
    await file.write(kept, 0, kept.length, whole.bytes);
    for (let at = kept.indexOf(LINE_FEED); at !== -1; at = kept.indexOf(LINE_FEED, at + 1)) whole.lines += 1;
    whole.bytes += kept.length;
    watch(whole.bytes);
    if (whole.bytes >= most) return; // which closes the connection
  }
}

/** The last whole line, and how many bytes of another are behind it. */
async function readLastLine(file: FileHandle, bytes: number): Promise<{ line: string; partial: number }> {
  const from = Math.max(0, bytes - TAIL);
  const { buffer } = await file.read({ buffer: Buffer.alloc(bytes - from), position: from });
  const end = buffer.lastIndexOf('\r\n');
  if (end === -1) return { line: '', partial: bytes };
  const begin = end === 0 ? 0 : buffer.lastIndexOf('\r\n', end - 1);
  const line = buffer.subarray(begin === -1 ? 0 : begin + 2, end).toString();
  return { line, partial: buffer.length - end - 2 };
}

function toRows(endLine: string): number {
  return Number(endLine.match(/,rows=(\d+)/)![1]);
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
