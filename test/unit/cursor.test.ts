// Cursor tokens: what is put in comes out, whatever the keys are, and only for the query it was made for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS, type FieldName, PAIR_INDEXES } from '../../src/contact/fields.ts';
import { Problem } from '../../src/problem.ts';
import { type Position, toCursor, toPosition } from '../../src/query/cursor.ts';
import { type Collected, toEntryOrder } from '../../src/query/position/collected.ts';
import { type ListQuery, parseListQuery } from '../../src/query/query.ts';
import { makeSeal } from '../../src/query/seal.ts';
import { toVersion } from '../../src/version.ts';
import { runs } from '../support/runs.ts';

/**
 * So many bytes of what a cursor holds, one after another, stand nowhere in it. By chance they would in one of 10^10
 * cursors: there are below 100 places for them in either, and 256^6 such pieces.
 */
const PIECE_BYTES = 6;

const SEAL = makeSeal(['a-key-of-these-tests']);

const FILTERS = ['', 'city=Oslo', 'points.in=1,2&gender.null=true', 'first_name.contains=%F0%9F%98%80', 'id=5'];

const query: fc.Arbitrary<ListQuery> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...FIELD_NAMES), { minLength: 1, maxLength: 3 }),
    signs: fc.tuple(fc.constantFrom('', '-'), fc.constantFrom('', '-'), fc.constantFrom('', '-')),
    filter: fc.constantFrom(...FILTERS),
  })
  .map(({ names, signs, filter }) => parseListQuery(`${filter}&sort=${names.map((name, at) => signs[at]! + name)}`));

const integer = fc.maxSafeInteger().map((number) => number + 0);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', '\ud800', '\u{10ffff}', '😀', '"\\', '王芳', "'; --", 'x'.repeat(500)),
);

function drawKey(name: FieldName): fc.Arbitrary<string | number | null> {
  const { type, nullable } = FIELDS[name];
  const value = type === 'integer' ? integer : text;
  return nullable ? fc.option<string | number>(value) : value;
}

const version = fc.constantFrom(toVersion('', 7), toVersion('0123456789abcdef0123', 8));
function drawCollected({ order }: ListQuery): fc.Arbitrary<Collected> {
  const drawKeys = (keys: { field: FieldName }[]) => fc.tuple(...keys.map(({ field }) => drawKey(field)));
  return fc
    .tuple(fc.constantFrom(...FIELD_NAMES), fc.option(fc.constantFrom(...PAIR_INDEXES)), fc.nat(order.length - 1))
    .chain(([field, pair, groups]) => {
      const fetched = pair ? { filter: pair.filter, second: pair.sort } : { filter: field, second: null };
      return fc.record({
        prefix: drawKeys(order.slice(0, groups)),
        filter: fc.constant(fetched.filter),
        second: fc.constant(fetched.second),
        from: fc.tuple(...toEntryOrder(fetched).map(drawKey)),
        ids: fc.array(fc.integer({ min: 1 }), { maxLength: 51 }),
        fence: fc.option(drawKeys(order.slice(groups))),
        version,
      });
    });
}

const placed = query.chain((query) =>
  fc.record({
    query: fc.constant(query),
    position: fc.record<Position>({
      direction: fc.constantFrom('forward', 'backward'),
      start: fc.oneof(
        fc
          .tuple(fc.tuple(...query.order.map(({ field }) => drawKey(field))), fc.integer({ min: 1 }), fc.boolean())
          .map(([keys, length, inclusive]) => ({ keys: keys.slice(0, length), inclusive })),
        fc.constantFrom('edge' as const, 'nowhere' as const),
      ),
      rank: fc.option(fc.nat()),
      total: fc.option(
        fc.record({
          value: fc.nat(),
          isExact: fc.boolean(),
          asOf: fc.nat(),
          version,
          estimate: fc.option(fc.nat()),
        }),
        { nil: undefined },
      ),
      collected: fc.option(drawCollected(query), { nil: undefined }),
      doubt: fc.option(fc.constantFrom(1, 1.8, 16), { nil: undefined }),
    }),
  }),
);

function expectProblem(run: () => unknown, type: string): void {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Problem);
  expect((thrown as Problem).type).toBe(type);
}

describe('a cursor', () => {
  it('gives back the position that it was made from, and needs no escaping in an address', () => {
    fc.assert(
      fc.property(placed, ({ query, position }) => {
        const cursor = toCursor(query, position, SEAL);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(toPosition({ ...query, cursor }, SEAL)).toEqual(position);
      }),
      { numRuns: runs(200) },
    );
  });

  it('does not mind another limit, other fields, another count, or an explanation', () => {
    fc.assert(
      fc.property(placed, ({ query, position }) => {
        const cursor = toCursor(query, position, SEAL);
        const other: ListQuery = { ...query, limit: 3, fields: ['id', 'city'], count: 'none', explain: true, cursor };
        expect(toPosition(other, SEAL)).toEqual(position);
      }),
    );
  });

  it('fits no other list', () => {
    fc.assert(
      fc.property(placed, query, ({ query, position }, other) => {
        const cursor = toCursor(query, position, SEAL);
        const isSame =
          JSON.stringify([query.order, query.restrictions, query.substrings]) ===
          JSON.stringify([other.order, other.restrictions, other.substrings]);
        if (!isSame) expectProblem(() => toPosition({ ...other, cursor }, SEAL), 'cursor-mismatch');
      }),
    );
  });

  it('is invalid with any other text in its place', () => {
    fc.assert(
      fc.property(placed, fc.nat(), fc.string({ minLength: 1, maxLength: 4 }), ({ query, position }, at, text) => {
        const cursor = toCursor(query, position, SEAL);
        const start = at % cursor.length;
        const altered = cursor.slice(0, start) + text + cursor.slice(start + text.length);
        if (altered !== cursor && altered !== 'last')
          expectProblem(() => toPosition({ ...query, cursor: altered }, SEAL), 'cursor-invalid');
      }),
      { numRuns: runs(150, 3000) },
    );
  });
});

describe('the seal of a cursor', () => {
  const forward = parseListQuery('sort=last_name');
  const toToken = (name: string, seal = SEAL) =>
    toCursor(forward, { direction: 'forward', start: { keys: [name, 7], inclusive: false }, rank: 1 }, seal);

  it('shows nothing of what it holds', () => {
    const sealed = Buffer.from(toToken('Mustermann'), 'base64url');
    const held = SEAL.open(sealed)!;
    expect(held.toString()).toContain('"Mustermann"');
    const pieces = Array.from({ length: held.length - PIECE_BYTES + 1 }, (_, at) =>
      held.subarray(at, at + PIECE_BYTES),
    );
    expect(pieces.filter((piece) => sealed.includes(piece)).map(String)).toEqual([]);
    expect(sealed.toString('latin1')).not.toMatch(/muster|last_name/i);
  });

  it('shows equal positions as equal cursors, and others as cursors that differ from the beginning', () => {
    expect(toToken('Mustermann')).toBe(toToken('Mustermann'));
    const common = (a: string, b: string) => [...a].findIndex((letter, at) => letter !== b[at]);
    expect(common(toToken('Mustermann'), toToken('Mustermanm'))).toBeLessThan(4);
  });

  it('is opened with any of the keys, closed with the first, and is invalid once its key is gone', () => {
    const [before, during, after] = [['old'], ['new', 'old'], ['new']].map((keys) => makeSeal(keys as [string]));
    const read = (cursor: string, seal = SEAL) => toPosition({ ...forward, cursor }, seal).rank;
    expect(read(toToken('Ada', before), during)).toBe(1);
    expect(toToken('Ada', during)).toBe(toToken('Ada', after));
    expectProblem(() => read(toToken('Ada', before), after), 'cursor-invalid');
    expect(new Set([before, during, after].map((seal) => seal!.name)).size).toBe(2);
  });
});

describe('a query without a cursor', () => {
  it('begins at the first row, at its seek, or at the end', () => {
    expect(toPosition(parseListQuery(''), SEAL)).toEqual({ direction: 'forward', start: 'edge', rank: 0 });
    expect(toPosition(parseListQuery('sort=city&seek=Å'), SEAL)).toEqual({
      direction: 'forward',
      start: { keys: ['a'], inclusive: true },
      rank: null,
    });
    expect(toPosition(parseListQuery('seek=0'), SEAL)).toEqual({
      direction: 'forward',
      start: { keys: [0], inclusive: true },
      rank: null,
    });
    expect(toPosition(parseListQuery('cursor=last'), SEAL)).toEqual({
      direction: 'backward',
      start: 'edge',
      rank: null,
    });
  });
});
