// Data versions as text: they sort by epoch, then by number, and what is none is told apart.
import { describe, expect, it } from 'vitest';
import { epochOf, epochTime, laterVersion, NO_VERSION, parseVersion, toVersion } from '../../src/version.ts';

const [EARLY, LATE] = ['01a1fdfc0c09ffffffff', '01a1fdfc0c0a00000000'] as const;

describe('a data version', () => {
  it('sorts by its epoch, then by its number', () => {
    const inOrder = [
      NO_VERSION,
      toVersion('', 7),
      toVersion(EARLY, 9),
      toVersion(EARLY, 10),
      toVersion(EARLY, Number('9'.repeat(15))),
      toVersion(LATE, 0),
      toVersion(LATE, 1_795_262_517_511),
    ];
    expect(inOrder.toReversed().sort()).toEqual(inOrder);
    expect(laterVersion(inOrder[3]!, inOrder[2]!)).toBe(inOrder[3]);
  });

  it('is what it was made of', () => {
    const version = toVersion(EARLY, 12);
    expect(parseVersion(version)).toBe(version);
    expect([epochOf(version), epochOf(NO_VERSION), epochOf(toVersion('', 3))]).toEqual([EARLY, '', '']);
    expect([epochTime(toVersion(LATE, 1)) - epochTime(version), epochTime(NO_VERSION)]).toEqual([1, 0]);
  });

  it.each([
    undefined,
    null,
    7,
    '',
    '7',
    '.',
    `${EARLY}.7`,
    `${EARLY}.${'1'.repeat(16)}`,
    `${EARLY.toUpperCase()}.${'0'.repeat(15)}`,
    `x.${'0'.repeat(15)}`,
  ])('is not %j', (text) => expect(parseVersion(text)).toBeNull());
});
