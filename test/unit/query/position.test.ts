// Why a cursor is refused, told in a sentence: what is sealed in it is held against its query, member by member.
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/problem.ts';
import { MOST_DOUBT, type Position, toCursor, toPosition } from '../../../src/query/cursor.ts';
import { MOST_COLLECTED } from '../../../src/query/position/collected.ts';
import { type ListQuery, parseListQuery } from '../../../src/query/query.ts';
import { LOCAL_SEAL, makeSeal } from '../../../src/query/seal.ts';
import { correctWords } from '../../../src/query/search.ts';
import { toVersion } from '../../../src/version.ts';

const SEAL = makeSeal(['a-key-of-these-tests']);
const VERSION = toVersion('', 7);
const SORTED = parseListQuery('sort=points,birthday&country=NO');
const SEARCHED = parseListQuery('q=anna+shmidt');

const START: Position = { direction: 'forward', start: { keys: [5, null, 7], inclusive: false }, rank: 3 };

/** What the cursor's members are, and the cursor with some of them replaced. */
const open = (cursor: string): unknown[] => JSON.parse(SEAL.open(Buffer.from(cursor, 'base64url'))!.toString());
const seal = (payload: unknown) => SEAL.close(Buffer.from(JSON.stringify(payload))).toString('base64url');

function forge(changes: Record<number, unknown>, query: ListQuery, position = START): string {
  const payload = open(toCursor(query, position, SEAL));
  for (const at of [7, 8]) payload[at] ??= null;
  return seal(Object.assign(payload, changes));
}

function refusal(query: ListQuery, cursor: string): { type: string; fault: unknown } | null {
  try {
    toPosition({ ...query, cursor }, SEAL);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    const { type, details } = error as Problem;
    expect(details.faults).toHaveLength(1);
    return { type, fault: details.faults![0] };
  }
}

const invalid = (detail: string) => ({
  type: 'cursor-invalid',
  fault: { parameter: 'cursor', code: 'bad-cursor', detail },
});

const ALTERED = invalid('It is altered, or too old: use the `next` or `prev` of a page as it stands, or start again.');
const OTHER_VERSION = invalid('It was made by another version of this API: start again from the first page.');
const BAD_KEYS = invalid('Its keys do not fit the sort.');
const BAD_CORRECTIONS = invalid('Its corrections do not fit the search.');
const BAD_COLLECTION = invalid('What it has collected does not fit the sort.');
const MISMATCH = {
  type: 'cursor-mismatch',
  fault: {
    parameter: 'cursor',
    code: 'bad-cursor',
    detail: 'Keep filters, q and sort as they were, or drop the cursor.',
  },
};

const collected = (changes: Record<number, unknown> = {}) => ({
  8: Object.assign(['country', null, ['no', 1], [5], null, VERSION, []], changes),
});

describe('a cursor', () => {
  it('is refused where nobody sealed it, or in another spelling', () => {
    const cursor = toCursor(SORTED, START, SEAL);
    for (const other of ['x', `${cursor}=`, cursor.slice(0, 30), cursor.slice(0, 36), `${cursor} `, `${cursor}A`])
      expect(refusal(SORTED, other)).toEqual(ALTERED);
    expect(refusal(SORTED, toCursor(SORTED, START, LOCAL_SEAL))).toEqual(ALTERED);
    expect(refusal(SORTED, cursor)).toBeNull();
  });

  it('is refused for another list', () => {
    expect(refusal(parseListQuery('sort=points&country=NO'), toCursor(SORTED, START, SEAL))).toEqual(MISMATCH);
  });

  it.each([
    ['as it is', {}, null],
    ['of another version', { 0: 2 }, OTHER_VERSION],
    ['with another direction', { 2: 'forward' }, OTHER_VERSION],
    ['with a negative rank', { 3: -1 }, OTHER_VERSION],
    ['with the first rank', { 3: 0 }, null],
    ['with a truth for a key', { 4: [true] }, OTHER_VERSION],
    ['with a text for a truth', { 5: 'x' }, OTHER_VERSION],
    ['with a total', { 6: [0, true, 0, VERSION, 0] }, null],
    ['with a total that is negative', { 6: [-1, true, 0, VERSION, null] }, OTHER_VERSION],
    ['with a total of no version', { 6: [1, true, 0, 'x', null] }, OTHER_VERSION],
    ['with a total that is a truth', { 6: [1, 1, 0, VERSION, null] }, OTHER_VERSION],
    ['with a doubt that is none', { 9: true }, OTHER_VERSION],
    ['with less than the least doubt', { 9: 0.9 }, OTHER_VERSION],
    ['with more than the most doubt', { 9: MOST_DOUBT + 1 }, OTHER_VERSION],
    ['with the least doubt', { 9: 1 }, null],
    ['with the most doubt', { 9: MOST_DOUBT }, null],
    ['with fewer keys', { 4: [5] }, null],
    ['with more keys than the sort has', { 4: [5, null, 7, 8] }, BAD_KEYS],
    ['with a text for a number', { 4: ['5', null, 7] }, BAD_KEYS],
    ['with no value of what always has one', { 4: [null] }, BAD_KEYS],
    ['with corrections of no search', { 7: [['shmidt', ['schmidt']]] }, BAD_CORRECTIONS],
    ['with what was collected', collected(), null],
    ['with a collection of a pair of fields', collected({ 0: 'country', 1: 'points', 2: [5, 1] }), null],
    ['with a collection by no field', collected({ 0: 'planet' }), OTHER_VERSION],
    ['with a collection by no second field', collected({ 1: 'planet' }), OTHER_VERSION],
    ['with a collection from nowhere', collected({ 2: [] }), OTHER_VERSION],
    ['with a collection from half a place', collected({ 2: ['no'] }), BAD_COLLECTION],
    ['with a collection from a place in another index', collected({ 2: [5, 1] }), BAD_COLLECTION],
    ['with a collection from one key too many', collected({ 2: ['no', 1, 1] }), BAD_COLLECTION],
    ['with nobody collected', collected({ 3: [] }), null],
    ['with as many collected as are handed on', collected({ 3: Array(MOST_COLLECTED).fill(1) }), null],
    ['with one more collected', collected({ 3: Array(MOST_COLLECTED + 1).fill(1) }), OTHER_VERSION],
    ['with a contact collected that has no id', collected({ 3: [0] }), OTHER_VERSION],
    ['with a fence', collected({ 4: [5, '2000-01-01', 7] }), null],
    ['with a fence of no key', collected({ 4: [] }), OTHER_VERSION],
    ['with a fence in another order', collected({ 4: ['no', 1] }), BAD_COLLECTION],
    ['with a collection of no version', collected({ 5: 'x' }), BAD_COLLECTION],
    ['with a collection within a group', collected({ 4: ['2000-01-01', 7], 6: [5] }), null],
    ['with a collection within no group', collected({ 6: ['x'] }), BAD_COLLECTION],
    ['with a fence behind too many groups', collected({ 4: [5, '2000-01-01', 7], 6: [5] }), BAD_COLLECTION],
  ])('%s is read, or told what is wrong', (_what, changes, wanted) => {
    expect(refusal(SORTED, forge(changes, SORTED))).toEqual(wanted);
  });

  it.each([
    ['none yet', [], null],
    ['one', [['shmidt', ['schmidt']]], null],
    ['five', [['shmidt', ['a', 'b', 'c', 'd', 'e'].map((end) => `schmid${end}`)]], null],
    ['six', [['shmidt', ['a', 'b', 'c', 'd', 'e', 'f'].map((end) => `schmid${end}`)]], BAD_CORRECTIONS],
    ['nothing', [['shmidt', []]], BAD_CORRECTIONS],
    ['two words', [['shmidt', ['schmidt olsen']]], BAD_CORRECTIONS],
    ['no word', [['shmidt', ['']]], BAD_CORRECTIONS],
    ['a word in capitals', [['shmidt', ['Schmidt']]], BAD_CORRECTIONS],
    ['a word that was not sought', [['ola', ['ole']]], BAD_CORRECTIONS],
    [
      'a right one and a wrong one',
      [
        ['shmidt', ['schmidt']],
        ['ola', ['ole']],
      ],
      BAD_CORRECTIONS,
    ],
    ['a right word and a wrong one', [['shmidt', ['schmidt', '-']]], BAD_CORRECTIONS],
  ] as [string, [string, string[]][], unknown][])(
    'of a search is read where it was corrected to %s, or told what is wrong',
    (_what, corrections, wanted) => {
      const start: Position = { direction: 'forward', start: { keys: [1, 7], inclusive: false }, rank: null };
      expect(refusal(SEARCHED, forge({ 7: corrections }, SEARCHED, start))).toEqual(wanted);
    },
  );

  it('of a search takes no correction of a word in quotes', () => {
    const quoted = parseListQuery('q=anna+"shmidt"');
    const start: Position = { direction: 'forward', start: 'edge', rank: null };
    expect(refusal(quoted, forge({ 7: [['shmidt', ['schmidt']]] }, quoted, start))).toEqual(BAD_CORRECTIONS);
  });

  it('of a search begins with the class of the match, which is a whole number', () => {
    for (const [key, wanted] of [[1, null], [0, null], [1.5, BAD_KEYS], ['1', BAD_KEYS], [null, BAD_KEYS]] as const) {
      const start: Position = { direction: 'forward', start: { keys: [key, 7], inclusive: false }, rank: null };
      expect(refusal(SEARCHED, toCursor(SEARCHED, start, SEAL))).toEqual(wanted);
    } // biome-ignore format: a table
  });

  it('of a search is read at both ends of it', () => {
    for (const start of ['edge', 'nowhere'] as const)
      expect(refusal(SEARCHED, toCursor(SEARCHED, { direction: 'forward', start, rank: 0 }, SEAL))).toBeNull();
  });

  it('hands on what the words of its pages were corrected to', () => {
    const words = correctWords(SEARCHED.words, [{ from: 'shmidt', to: ['schmidt'] }]);
    const cursor = toCursor({ ...SEARCHED, words }, { direction: 'forward', start: 'edge', rank: 0 }, SEAL);
    const corrections = [{ from: 'shmidt', to: ['schmidt'] }];
    expect(toPosition({ ...SEARCHED, cursor }, SEAL)).toEqual({
      direction: 'forward',
      start: 'edge',
      rank: 0,
      corrections,
    });
    expect(
      toPosition({ ...SEARCHED, cursor: forge({ 7: null }, SEARCHED, { ...START, start: 'edge' }) }, SEAL),
    ).not.toHaveProperty('corrections');
  });

  it('holds no member at its end that says nothing', () => {
    const end = (position: Position) => open(toCursor(SORTED, position, SEAL)).slice(6);
    expect(end(START)).toEqual([null]);
    expect(end({ ...START, doubt: 2 })).toEqual([null, null, null, 2]);
  });
});

describe('a start by seek', () => {
  it('at a field that a filter holds to one value is all of its contacts, or none', () => {
    const startOf = (search: string) => toPosition(parseListQuery(search), SEAL).start;
    expect(startOf('sort=points,id&points=5&seek=5')).toBe('edge');
    expect(startOf('sort=points,id&points=5&seek=4')).toBe('edge');
    expect(startOf('sort=points,id&points=5&seek=6')).toBe('nowhere');
    expect(startOf('sort=-points,id&points=5&seek=6')).toBe('edge');
    expect(startOf('sort=-points,id&points=5&seek=4')).toBe('nowhere');
    expect(startOf('sort=gender,id&gender.null=true&seek=male')).toBe('nowhere');
    expect(startOf('sort=-gender,id&gender.null=true&seek=male')).toBe('edge');
  });
});
