// An entry of KV: a line of JSON that says what the bytes behind it are, and the bytes. What is not exactly that is no
// entry: it was cut, belongs to something else, or is garbage. Pure.
import { crc32 } from 'node:zlib';
import { parseVersion, type Version } from '../version.ts';

export interface Entry {
  /** The data version that the body was read at. */
  version: Version;
  /** When it was read: milliseconds since 1970. */
  storedAt: number;
  /** What else belongs to the body, by names of the one who stores it. */
  notes: Record<string, string>;
  body: Uint8Array;
}

interface Head extends Omit<Entry, 'body'> {
  /** What the entry was stored for: two texts may share a key. */
  text: string;
  size: number;
  checksum: number;
}

const NEWLINE = 10;

export function toBytes(text: string, { body, ...rest }: Entry): Uint8Array {
  const head: Head = { text, ...rest, size: body.byteLength, checksum: crc32(body) };
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  const bytes = new Uint8Array(line.byteLength + body.byteLength);
  bytes.set(line);
  bytes.set(body, line.byteLength);
  return bytes;
}

/** The entry stored for `text`; null where the bytes are none. */
export function parseEntry(text: string, bytes: Uint8Array): Entry | null {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) return null;
  const body = bytes.subarray(end + 1);
  try {
    const head: Partial<Head> | null = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    const { storedAt, notes, size, checksum } = head ?? {};
    const version = parseVersion(head?.version);
    if (head?.text !== text || !version || !isCount(storedAt) || typeof notes !== 'object' || !notes) return null;
    return size === body.byteLength && checksum === crc32(body) ? { version, storedAt, notes, body } : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
