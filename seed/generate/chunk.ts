// A range of contacts in, the JSON parameters that insert them out.
import { getTableColumns } from 'drizzle-orm';
import { PARAMETER_BYTES, tables } from '../load/insert.ts';
import { makeContact } from './contact.ts';

/** The contacts after `from` up to and including `to`; `rows` are JSON arrays of arrays, in the order of `tables`. */
export type Chunk = { from: number; to: number; rows: string[] };

const keys = tables.map((table) => Object.keys(getTableColumns(table)));

/** Makes the rows of the contacts `from + 1` to `to`. Throws when a parameter would be too large for D1. */
export function makeChunk(seed: number, from: number, to: number): Chunk {
  const lists: string[][] = [[], [], []];
  for (let id = from + 1; id <= to; id++) {
    const { address, user, relationship } = makeContact(seed, id);
    if (address) lists[0]!.push(toJson(address, keys[0]!));
    lists[1]!.push(toJson(user, keys[1]!));
    lists[2]!.push(toJson(relationship, keys[2]!));
  }
  const rows = lists.map((list) => `[${list}]`);
  const largest = Math.max(...rows.map((json) => Buffer.byteLength(json)));
  if (largest >= PARAMETER_BYTES) throw new RangeError(`A chunk of ${to - from} contacts has ${largest} bytes.`);
  return { from, to, rows };
}

function toJson(row: Record<string, unknown>, keys: string[]): string {
  return JSON.stringify(keys.map((key) => row[key]));
}
