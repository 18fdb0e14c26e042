// What a cursor is made of: the keys of an index, the seal, and the token that people keep in bookmarks.
import { describe, expect, it } from 'vitest';
import { type Position, toCursor, toPosition } from '../../../src/query/cursor.ts';
import { isKeyOf, toEntryOrder } from '../../../src/query/position/collected.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { LOCAL_SEAL, makeSeal } from '../../../src/query/seal.ts';

const SEAL = makeSeal(['a-key-of-these-tests']);

describe('the keys of an index', () => {
  it('are its field and what breaks the ties of its table', () => {
    expect(toEntryOrder({ filter: 'country', second: null })).toEqual(['country', 'address_id']);
    expect(toEntryOrder({ filter: 'country', second: 'points' })).toEqual(['points', 'id']);
    expect(toEntryOrder({ filter: 'customer_id', second: null })).toEqual(['customer_id']);
  });

  it('are of the type of their fields', () => {
    expect([isKeyOf('points', 5), isKeyOf('points', '5'), isKeyOf('points', null)]).toEqual([true, false, false]);
    expect([isKeyOf('birthday', 5), isKeyOf('birthday', '5'), isKeyOf('birthday', null)]).toEqual([false, true, true]);
  });
});

describe('a seal', () => {
  it('holds any text, the empty one, too, and is none with less than its nonce and its whole tag', () => {
    for (const text of ['', 'a', '😀']) {
      const sealed = SEAL.close(Buffer.from(text));
      expect(SEAL.open(sealed)!.toString()).toBe(text);
    }
    const empty = SEAL.close(Buffer.from(''));
    for (let cut = 1; cut <= empty.length; cut++) expect(SEAL.open(empty.subarray(0, -cut))).toBeNull();
  });

  it('has a name of its key that is not part of what it seals', () => {
    expect(SEAL.name).toMatch(/^[\w-]{8}$/);
    expect([makeSeal(['a']).name, makeSeal(['a', 'b']).name]).toEqual([
      makeSeal(['a', 'c']).name,
      makeSeal(['a']).name,
    ]);
  });
});

/** With the key that every checkout has, by `sort=last_name`: made anew only where the version of cursors is raised. */
const KEPT =
  'BYzWf7D4P-_9XS2n4h1wpMZsQ2vjSEzfsDiLEFRoHZuuTj2tUX38TLji3x7nUTuB9HXljQIBwn5cly5SsYVP9CgvSDfFgyjeL3mvsGPgOtZ9';

describe('a cursor in a bookmark', () => {
  it('is read after a release that changes nothing of what it holds', () => {
    const query = parseListQuery(`sort=last_name&cursor=${KEPT}`);
    const position: Position = { direction: 'forward', start: { keys: ['mustermann', 7], inclusive: false }, rank: 50 };
    const seal = makeSeal(['local development has no secrets']);
    expect(toPosition(query, seal)).toEqual(position);
    for (const same of [seal, LOCAL_SEAL]) expect(toCursor(query, position, same)).toBe(KEPT);
  });
});
