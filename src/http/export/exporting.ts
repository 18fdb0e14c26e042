// What an export's own parameters say, apart from those that it shares with lists.
import { type After, longAgo } from '../../list/export/source.ts';
import type { Manner } from '../../list/export/text.ts';
import type { Fault } from '../../problem.ts';
import { Problem } from '../../problem.ts';
import { type Position, toPosition } from '../../query/cursor.ts';
import { notEmpty, OF_EXPORT, parseTruth } from '../../query/options.ts';
import { parseParameters } from '../../query/parameters.ts';
import { type ListQuery, parseListQuery } from '../../query/query.ts';
import type { Seal } from '../../query/seal.ts';
import { attempt, BadValue, expected } from '../../query/value.ts';
import { toSecond } from '../../second.ts';
import { parseVersion, type Version } from '../../version.ts';

/** `place` is what a `#next` line says, and stands for `after`. */
export const OWN = ['after', 'rows', 'started', 'raw', 'excel', 'place'] as const;
export type Own = (typeof OWN)[number];

export interface ExportQuery extends Pick<Manner, 'isRaw' | 'hasMark'> {
  query: ListQuery;
  after: number | null;
  /** How many rows were written before, as far as it is said. */
  rows: number | null;
  /** The data version when the export began, as far as it is said. */
  started: Version | null;
  /** Of a `#next` line. */
  place: string | null;
}

/** Throws the problem invalid-query with every fault found. */
export function parseExportQuery(search: string): ExportQuery {
  const faults: Fault[] = [];
  const { own, others } = splitSearch(search);
  const given: Partial<Record<Own, string>> = Object.fromEntries(
    parseParameters(own, faults).map(({ name, value }) => [name, value]),
  );
  const read = <T>(name: Own, fallback: T, parse: (text: string) => T): T =>
    attempt(name, faults, () => (given[name] === undefined ? fallback : parse(notEmpty(given[name])))) ?? fallback;
  const asked = {
    after: read<number | null>('after', null, parseWhole),
    rows: read<number | null>('rows', null, parseWhole),
    started: read<Version | null>('started', null, parseStarted),
    place: read<string | null>('place', null, String),
    isRaw: read('raw', false, parseTruth),
    hasMark: read('excel', false, parseTruth),
  };
  const conflict = (parameter: Own, detail: string) =>
    faults.push({ parameter, code: 'conflicting-parameters', detail });
  const goesOn = given.after !== undefined || given.place !== undefined;
  if (given.place !== undefined && given.after !== undefined) conflict('after', 'Either place or after, not both.');
  if (given.rows !== undefined && given.after === undefined) conflict('rows', 'It goes with after.');
  if (given.started !== undefined && !goesOn) conflict('started', 'It goes with after.');
  return { ...asked, query: parseListQuery(others, OF_EXPORT, faults) };
}

/** The query string in two: an export's own parameters, and those that it shares with lists. */
export function splitSearch(search: string): { own: string; others: string } {
  const pairs = search.replace(/^\?/, '').split('&');
  const isOwn = (pair: string) => (OWN as readonly string[]).includes(pair.split('=', 1)[0]!);
  const join = (some: string[]) => some.filter((pair) => pair !== '').join('&');
  return { own: join(pairs.filter(isOwn)), others: join(pairs.filter((pair) => !isOwn(pair))) };
}

function parseWhole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw expected('a whole number', text);
  return Number(text);
}

function parseStarted(text: string): Version {
  const version = parseVersion(text);
  if (version === null) throw new BadValue('bad-type', 'Expected the X-Data-Version of the export that broke.');
  return version;
}

/** Where a `#next` line's `place` is. Throws cursor-invalid and cursor-mismatch. */
export function toPlacePosition(query: ListQuery, place: string | null, seal: Seal): Position {
  try {
    const position = toPosition({ ...query, cursor: place }, seal);
    if (position.direction === 'forward') return position;
    throw new Problem('cursor-invalid'); // it is of a list, and leads back
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const detail = 'Use the address of a `#next` line as it stands.';
    throw new Problem(error.type, { faults: [{ parameter: 'place', code: 'bad-cursor', detail }] });
  }
}

/** Versions are numbered by the milliseconds of the writes that made them, once there has been one. */
const FIRST_TIME_MS = Date.UTC(2020);

/** A write notes the time before it is done: one that a version lacks may bear an earlier time. */
const UNDER_WAY_MS = 60_000;

/** Which contacts may lie elsewhere than where a broken export met them. */
export function toAfter(id: number, { started, now }: { started: Version | null; now: Version }): After {
  if (started === now) return { id, changedFrom: null };
  const time = Number(started?.split('.')[1] ?? 0);
  return { id, changedFrom: time > FIRST_TIME_MS ? toSecond(new Date(time - UNDER_WAY_MS)) : longAgo(Date.now()) };
}
