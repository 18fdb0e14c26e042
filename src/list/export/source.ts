// What an export is read from: the query with what its search was taken for and what was looked up for it, once for all of
// its chunks; and the place of a contact in its order.
import type { Database } from '../../db/database.ts';
import { Problem } from '../../problem.ts';
import type { Position } from '../../query/cursor.ts';
import { reverse } from '../../query/order.ts';
import type { ListQuery } from '../../query/query.ts';
import { below, between } from '../../query/restriction.ts';
import { correctWords, toUncertain } from '../../query/search.ts';
import type { Start } from '../../query/start.ts';
import { conjoin, NO_TESTS, type Tests } from '../../query/tests.ts';
import { toSecond } from '../../second.ts';
import { selectUnknownWords } from '../../sql/correction.ts';
import { knowledgeOf } from '../../statistics/current.ts';
import { NO_TOTALS } from '../batch.ts';
import { findCorrections } from '../correction.ts';
import { findContacts } from '../found.ts';
import { type Found, toValues } from '../reading/taken.ts';
import type { ListContext } from '../recall.ts';
import { BUDGET_AT_ONCE, type Chunking, ROWS_AT_ONCE, readChunks } from './chunks.ts';

export interface Source extends Chunking {
  /** As it is answered, with corrections. */
  query: ListQuery;
}

/** Corrects the search unless the position says how, and looks up what is dear to search. */
export async function openSource(
  asked: ListQuery,
  { start, corrections }: Pick<Position, 'start' | 'corrections'>,
  { env, database, waitUntil }: Pick<ListContext, 'env' | 'database' | 'waitUntil'>,
): Promise<Source> {
  const estimator = await knowledgeOf(env, database, { now: Date.now(), waitUntil });
  const made = corrections ?? (await correct(asked, database));
  const words = correctWords(asked.words, made);
  const query: ListQuery = { ...asked, words, ranked: asked.ranked && words, count: 'none', limit: ROWS_AT_ONCE };
  const { order, ranked, fields } = query;
  const finding = { database, estimator, cached: NO_TOTALS, start, order, part: 1, budget: BUDGET_AT_ONCE };
  const { tests } = await findContacts(query, finding);
  return { query, reading: { order, tests, ranked, fields }, database, estimator };
}

async function correct({ words }: ListQuery, database: Database) {
  const uncertain = toUncertain(words);
  if (uncertain.length === 0) return [];
  const [unknown] = await database.run(selectUnknownWords(uncertain));
  return unknown.length > 0 ? findCorrections(database, unknown) : [];
}

/** A contact with this id is the last that a broken export had. */
export interface After {
  id: number;
  /** Contacts that were written at this time or later may lie elsewhere than they did: RFC 3339; null: none were. */
  changedFrom: string | null;
}

/** Where the export goes on behind a contact. Throws conflict where it lies there no more, with the nearest that does. */
export async function findPlace(source: Source, { id, changedFrom }: After): Promise<Start> {
  const { order, ranked, tests } = source.reading;
  if (!ranked && order[0]!.field === 'id') return { keys: [id], inclusive: false };
  const only = { restrictions: { id: { intervals: [between(id, id)], nulls: false } }, substrings: [] };
  const [contact] = await readSome(source, { ...source.reading, tests: conjoin(tests, only) }, 'edge');
  if (!contact) {
    // one that is deleted lies nowhere, nor does one that a search does not find any more
    const [left] = ranked ? [] : await readSome(source, { ...source.reading, tests: conjoin(NO_TESTS, only) }, 'edge');
    const nearest = left && (await findNearest(source, toPlace(left), changedFrom ?? longAgo(Date.now())));
    throw toConflict('not-found', `Contact ${id} is not in this list any more. ${GO_BACK}`, nearest);
  }
  const place = toPlace(contact);
  if (changedFrom === null || String(toValues(contact.contact)[1]) < changedFrom) return place;
  const nearest = await findNearest(source, place, changedFrom);
  throw toConflict('moved', `Contact ${id} has been changed, and may lie elsewhere in this order. ${GO_BACK}`, nearest);
}

const toPlace = ({ keys }: Found): Start => ({ keys, inclusive: false });

/** The contact before a place that nobody has changed since. */
async function findNearest(source: Source, place: Start, changedFrom: string): Promise<Found | undefined> {
  const { order, tests } = source.reading;
  const unchanged = { ...source.reading, order: reverse(order), tests: conjoin(tests, toUnchanged(changedFrom)) };
  const [nearest] = await readSome(source, unchanged, place);
  return nearest;
}

const GO_BACK = 'Cut what you have behind an earlier line, and go on after that; with sort=id going on always works.';

function toUnchanged(changedFrom: string): Pick<Tests, 'restrictions' | 'substrings'> {
  const before = { intervals: [below(changedFrom, { orEqual: false })], nulls: false };
  return { restrictions: { last_updated: before }, substrings: [] };
}

/** The first row from a start on, if there is one. */
async function readSome(source: Source, reading: Source['reading'], start: Start): Promise<Found[]> {
  const fields: Source['reading']['fields'] = ['id', 'last_updated'];
  for await (const { found } of readChunks({ ...source, reading: { ...reading, fields } }, start, 1))
    if (found.length > 0) return found;
  return [];
}

function toConflict(code: 'moved' | 'not-found', detail: string, nearest?: Found): Problem {
  const suggestion = nearest && { suggestion: String(toValues(nearest.contact)[0]) };
  return new Problem('conflict', { faults: [{ parameter: 'after', code, detail, ...suggestion }] });
}

/** In a day nobody goes on any more with an export that broke. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/** From when on contacts count as changed where nothing tells when the broken export began. */
export function longAgo(now: number): string {
  return toSecond(new Date(now - LONGEST_PAUSE_MS));
}
