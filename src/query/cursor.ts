// Cursor token ↔ position in a list, bound to the filters, search and sort it was made for, and sealed: it holds the sort
// keys of a contact, and addresses with it in them end in logs. Pure.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Value } from '../contact/fields.ts';
import { Problem } from '../problem.ts';
import { parseVersion, type Version } from '../version.ts';
import { parseJson } from './parameters.ts';
import { type Collected, CollectedPayload, isKeyOf, readCollected, toCollectedPayload } from './position/collected.ts';
import { type ListQuery, toCanonicalText } from './query.ts';
import { intersect, isNothing } from './restriction.ts';
import type { Seal } from './seal.ts';
import { type Correction, fitCorrections, toCorrections, toUncertain } from './search.ts';
import { type Keys, reachFrom, type Start } from './start.ts';

/** Where a page begins and which way it is read. */
export interface Position {
  direction: 'forward' | 'backward';
  /** In the direction in which the page is read. */
  start: Start;
  /** How many rows of the whole result lie before a forward page, or before the end of a backward one; null if unknown. */
  rank: number | null;
  /** The total as an earlier page counted it; left out where none was. */
  total?: CountedBefore;
  /** What the pages before were found with in place of words that occur nowhere; left out where that is not yet known. */
  corrections?: Correction[];
  /** What the pages before, which are this one's beginning, have collected; left out where they did not. */
  collected?: Collected;
  /** The page before this one was cut short by its budget, with so many times as few rows as were wanted: 1 to 16. */
  doubt?: number;
}

/** A total that pages hand on: counting once is enough for all of them. */
export interface CountedBefore {
  value: number;
  isExact: boolean;
  /** When it was true, in seconds since 1970. */
  asOf: number;
  version: Version;
  estimate: number | null;
}

/** A page that found nothing at all is doubted like this. */
export const MOST_DOUBT = 16;

/** Raised when what a cursor holds, or the order of ties, changes: older tokens then become invalid. */
const CURSOR_VERSION = 5;
const FINGERPRINT_LENGTH = 12;

const Natural = z.int().check(z.nonnegative());

const CountedPayload = z.tuple([
  Natural,
  z.boolean(),
  Natural,
  z.string().check(z.refine((text) => parseVersion(text) !== null)),
  z.nullable(Natural),
]);

const Payload = z.tuple([
  z.literal(CURSOR_VERSION),
  z.string(),
  z.enum(['f', 'b']),
  z.nullable(Natural),
  z.nullable(z.array(z.union([z.string(), z.number(), z.null()]))),
  z.boolean(),
  z.nullable(CountedPayload),
  z.optional(z.nullable(z.array(z.tuple([z.string(), z.array(z.string())])))),
  z.optional(z.nullable(CollectedPayload)),
  z.optional(z.number().check(z.gte(1), z.lte(MOST_DOUBT))),
]);

/** A URL-safe token for a position. */
export function toCursor(
  query: ListQuery,
  { direction, start, rank, total, collected, doubt }: Omit<Position, 'corrections'>,
  seal: Seal,
): string {
  const { keys, inclusive } =
    typeof start === 'object' ? start : { keys: start === 'edge' ? null : [], inclusive: false };
  const counted = total ? [total.value, total.isExact, total.asOf, total.version, total.estimate] : null;
  const way = direction === 'forward' ? 'f' : 'b';
  const payload = [CURSOR_VERSION, fingerprint(query), way, rank, keys, inclusive, counted];
  const isUncertain = toUncertain(query.words).length > 0;
  const made = isUncertain ? toCorrections(query.words).map(({ from, to }) => [from, to]) : null;
  const more = [made, collected ? toCollectedPayload(collected) : null, doubt ?? null];
  while (more.at(-1) === null) more.pop();
  return seal.close(Buffer.from(JSON.stringify([...payload, ...more]))).toString('base64url');
}

/** Where the query's page begins. Throws the problems cursor-invalid and cursor-mismatch. */
export function toPosition(query: ListQuery, seal: Seal): Position {
  const { cursor, seek } = query;
  if (cursor === 'last') return { direction: 'backward', start: 'edge', rank: null };
  if (cursor !== null) return parseCursor(cursor, query, seal);
  if (seek !== null) return { direction: 'forward', start: toSeekStart(seek, query), rank: null };
  return { direction: 'forward', start: 'edge', rank: 0 };
}

/** A first sort field that a filter holds to one value is not in the order: all of its rows lie there, or none. */
function toSeekStart(seek: Value, { sort, order, restrictions }: ListQuery): Start {
  const { field, descending } = sort[0]!;
  if (order[0]!.field === field) return { keys: [seek], inclusive: true };
  const reached = intersect(restrictions[field]!, reachFrom({ field, descending }, seek, true));
  return isNothing(reached) ? 'nowhere' : 'edge';
}

function parseCursor(token: string, query: ListQuery, seal: Seal): Position {
  const bytes = Buffer.from(token, 'base64url');
  const payload = bytes.toString('base64url') === token ? seal.open(bytes) : null;
  if (!payload)
    throw invalid('It is altered, or too old: use the `next` or `prev` of a page as it stands, or start again.');
  const parsed = Payload.safeParse(parseJson(payload.toString()));
  if (!parsed.success) throw invalid('It was made by another version of this API: start again from the first page.');
  const [, madeFor, direction, rank, keys, inclusive, counted, made, part, doubt] = parsed.data;
  const corrections = made?.map(([from, to]) => ({ from, to }));
  if (madeFor !== fingerprint(query))
    throw new Problem('cursor-mismatch', {
      faults: [
        {
          parameter: 'cursor',
          code: 'bad-cursor',
          detail: 'Keep filters, q and sort as they were, or drop the cursor.',
        },
      ],
    });
  if (keys !== null && !fits(keys, query)) throw invalid('Its keys do not fit the sort.');
  if (corrections && !fitCorrections(query.words, corrections)) throw invalid('Its corrections do not fit the search.');
  const collected = part && readCollected(part);
  if (part && !(collected && fits([...collected.prefix, ...(collected.fence ?? [])], query)))
    throw invalid('What it has collected does not fit the sort.');
  const behind: Start = keys?.length ? { keys, inclusive } : 'nowhere';
  const start = keys === null ? 'edge' : behind;
  return {
    direction: direction === 'f' ? 'forward' : 'backward',
    start,
    rank,
    ...(counted && { total: toCountedBefore(counted) }),
    ...(corrections && { corrections }),
    ...(collected && { collected }),
    ...(doubt && { doubt }),
  };
}

function toCountedBefore([value, isExact, asOf, version, estimate]: z.infer<typeof CountedPayload>): CountedBefore {
  return { value, isExact, asOf, version: version as Version, estimate };
}

function fits(keys: Keys, { order, ranked }: ListQuery): boolean {
  if (ranked && keys.length > 0 && !Number.isInteger(keys[0])) return false;
  const own = ranked ? keys.slice(1) : keys;
  return own.length <= order.length && own.every((key, at) => isKeyOf(order[at]!.field, key));
}

function invalid(detail: string): Problem {
  return new Problem('cursor-invalid', {
    faults: [{ parameter: 'cursor', code: 'bad-cursor', detail }],
  });
}

/** Of each query, for it is in both of its page's cursors. */
const fingerprints = new WeakMap<ListQuery, string>();

function fingerprint(query: ListQuery): string {
  const known = fingerprints.get(query);
  const made =
    known ?? createHash('sha256').update(toCanonicalText(query)).digest('base64url').slice(0, FINGERPRINT_LENGTH);
  if (!known) fingerprints.set(query, made);
  return made;
}
