// What a fetch that takes several requests has collected so far, and how a cursor holds it: where in the filter's index it
// goes on, and the best contacts that it has met. Pure.
import * as z from 'zod/mini';
import { FIELDS, type FieldName, isFieldName, TIE_FIELD } from '../../contact/fields.ts';
import { parseVersion, type Version } from '../../version.ts';
import type { Keys } from '../start.ts';

/** The best so far are known by their ids: they are read and tested again, for they may have changed since. */
export interface Collected {
  /** The values of the groups, of a sort by several fields, within which it is fetched; none where it is of the whole list. */
  prefix: Keys;
  /** What is fetched: what this filter leaves; by the index of a pair, of its one value what `second` leaves. */
  filter: FieldName;
  second: FieldName | null;
  /** The keys of the index's last entry that was read. */
  from: Keys;
  ids: number[];
  /** The sort keys of the last of them behind the prefix, where others were left out: what lies behind it is not known; null: none were. */
  fence: Keys | null;
  /** Of the data that was read. Of another, a contact may lie where it was read already, and not among the best. */
  version: Version;
}

/** More contacts than this are not handed on: a cursor is part of an address. */
export const MOST_COLLECTED = 201;

const KeysPayload = z.array(z.union([z.string(), z.number(), z.null()]));
const Id = z.int().check(z.positive());

export const CollectedPayload = z.tuple([
  z.string().check(z.refine(isFieldName)),
  z.nullable(z.string().check(z.refine(isFieldName))),
  KeysPayload.check(z.minLength(1)),
  z.array(Id).check(z.maxLength(MOST_COLLECTED)),
  z.nullable(KeysPayload.check(z.minLength(1))),
  z.string(),
  KeysPayload,
]);

export function toCollectedPayload(collected: Collected): z.infer<typeof CollectedPayload> {
  const { filter, second, from, ids, fence, version, prefix } = collected;
  return [filter, second, from, ids, fence, version, prefix];
}

/** What the payload holds; null where its keys are not those of an index's entries. */
export function readCollected(payload: z.infer<typeof CollectedPayload>): Collected | null {
  const [filter, second, from, ids, fence, text, prefix] = payload;
  const version = parseVersion(text);
  if (version === null) return null;
  const collected = { filter, second, from, ids, fence, version, prefix } as Collected;
  const order = toEntryOrder(collected);
  const isRight = from.length === order.length && order.every((field, at) => isKeyOf(field, from[at]!));
  return isRight ? collected : null;
}

/** Whether a key can be one of the field. */
export function isKeyOf(field: FieldName, key: Keys[number]): boolean {
  const { type, nullable } = FIELDS[field];
  return key === null ? nullable : typeof key === (type === 'integer' ? 'number' : 'string');
}

/** The fields whose keys an index's entries are ordered by, of those that the filter leaves. */
export function toEntryOrder({ filter, second }: Pick<Collected, 'filter' | 'second'>): FieldName[] {
  const sorted = second ?? filter;
  const { table, unique } = FIELDS[sorted];
  if (unique) return [sorted];
  return [sorted, TIE_FIELD[table]];
}
