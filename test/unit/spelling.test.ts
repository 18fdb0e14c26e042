// The nearest words to a misspelt one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowErrors, countErrors, rankCandidates, toDeletions } from '../../src/text/spelling.ts';
import { suggest } from '../../src/text/suggest.ts';
import { runs } from '../support/runs.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'д', '𝒜'), maxLength: 9 });

/** The definition of the distance, without a table. */
function countNaively(a: string[], b: string[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  const swapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  return Math.min(
    countNaively(a.slice(1), b) + 1,
    countNaively(a, b.slice(1)) + 1,
    countNaively(a.slice(1), b.slice(1)) + Number(a[0] !== b[0]),
    swapped ? countNaively(a.slice(2), b.slice(2)) + 1 : Number.POSITIVE_INFINITY,
  );
}

describe('errors between two words', () => {
  it.each([
    ['anna', 'anna', 0],
    ['ana', 'anna', 1],
    ['annna', 'anna', 1],
    ['anka', 'anna', 1],
    ['nana', 'anna', 1],
    ['aann', 'nana', 2],
    ['olesn', 'olsen', 1],
    ['shmidt', 'schmidt', 1],
    ['ca', 'abc', 3],
    ['', 'abc', 3],
    ['𝒜b', 'b𝒜', 1],
  ])('%s and %s: %d', (from, to, errors) => {
    expect(countErrors(from, to)).toBe(errors);
    expect(countErrors(to, from)).toBe(errors);
  });

  it('are as few as any way from one to the other has', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '𝒜'), maxLength: 5 });
    fc.assert(
      fc.property(short, short, (a, b) => countErrors(a, b) === countNaively(Array.from(a), Array.from(b))),
      { numRuns: runs(100) },
    );
  });
});

describe('the deletions of a word', () => {
  it('are what is left of its beginning, the first letter kept, fewest taken first', () => {
    expect(toDeletions('anna', 1)).toEqual(['anna', 'ana', 'ann']);
    expect(toDeletions('anna', 2)).toEqual(['anna', 'ana', 'ann', 'aa', 'an']);
    expect(toDeletions('ab', 2)).toEqual(['ab']);
    expect(toDeletions('abcdefghij', 0)).toEqual(['abcdefg']);
  });

  it('are shared by any two words that begin alike and have no more errors between them', () => {
    const edit = fc.tuple(fc.constantFrom('insert', 'delete', 'replace', 'swap'), fc.nat(), fc.constantFrom('a', 'x'));
    fc.assert(
      fc.property(word, fc.array(edit, { minLength: 1, maxLength: 2 }), (tail, edits) => {
        const from = `s${tail}`;
        const to = edits.reduce((letters, [kind, at, letter]) => {
          const place = 1 + (at % letters.length);
          if (kind === 'insert') return letters.toSpliced(place, 0, letter);
          if (kind === 'delete') return letters.toSpliced(place, 1);
          if (kind === 'replace') return letters.toSpliced(place, 1, letter);
          return [
            ...letters.slice(0, place),
            ...letters.slice(place, place + 2).reverse(),
            ...letters.slice(place + 2),
          ];
        }, Array.from(from));
        fc.pre(from.length > edits.length + 1 && to.length > edits.length + 1);
        const known = new Set(toDeletions(from, 2));
        expect(toDeletions(to.join(''), edits.length).some((deletion) => known.has(deletion))).toBe(true);
      }),
      { numRuns: runs(400, 10_000) },
    );
  });
});

describe('the ranking of candidates', () => {
  const candidate = (word: string, contacts: number) => ({ word, contacts });

  it('takes the nearest, however rare, and of these the commonest', () => {
    const candidates = [candidate('olsson', 900), candidate('olsen', 2), candidate('olden', 5), candidate('olen', 5)];
    expect(rankCandidates('olzen', candidates)).toEqual(['olden', 'olen', 'olsen']);
    expect(rankCandidates('olzen', candidates.toReversed())).toEqual(['olden', 'olen', 'olsen']);
  });

  it('allows short words one error and longer ones two', () => {
    expect([allowErrors('ann'), allowErrors('anna'), allowErrors('annas')]).toEqual([1, 1, 2]);
    expect(rankCandidates('anna', [candidate('andra', 3)])).toEqual([]);
    expect(rankCandidates('annas', [candidate('andra', 3)])).toEqual([]);
    expect(rankCandidates('andrw', [candidate('andreas', 3), candidate('andrews', 1)])).toEqual(['andrews']);
  });

  it('gives five at most', () => {
    const candidates = Array.from('abcdefgh', (letter, at) => candidate(`ann${letter}`, at));
    expect(rankCandidates('annx', candidates)).toEqual(['annh', 'anng', 'annf', 'anne', 'annd']);
  });
});

describe('the known name that a misspelt one stands for', () => {
  it.each([
    ['citty', ['country', 'city'], 'city'],
    ['CITY', ['city'], 'city'],
    ['ab', ['ac', 'ad'], 'ac'],
    ['e', ['eq'], 'eq'],
    ['frst_nm', ['first_name'], 'first_name'],
    ['fst_nm', ['first_name'], undefined],
    ['stre', ['street'], 'street'],
    ['str', ['street'], undefined],
    ['ciiity', ['city'], undefined],
    ['x', ['q'], undefined],
    ['', ['q', 'eq'], undefined],
    ['city', [], undefined],
    [`city${'y'.repeat(1000)}`, ['city'], undefined],
  ])('%s is of %j: %s', (misspelt, known, meant) => {
    expect(suggest(misspelt, known)).toEqual(meant === undefined ? {} : { suggestion: meant });
  });
});
