// What a body or a query with very many faults costs, and how places in a body are named.
import { describe, expect, it } from 'vitest';
import { toProblemResponse } from '../../src/http/problem.ts';
import { toPointer } from '../../src/pointer.ts';
import { type Fault, Problem } from '../../src/problem.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { parseBatch } from '../../src/write/batch.ts';
import { parseBody, parseChanges, parseCreation } from '../../src/write/input.ts';
import { countSteps } from '../support/steps.ts';

const MEBIBYTE = 1024 * 1024;
const LONGEST_URI = 8192;
/** Two for a byte; 1.5 million at most are taken. If each fault were made, and not only counted, it would be 60 million. */
const MOST_BODY_STEPS = 2 * MEBIBYTE;
/** Seven for a byte; 48,000 at most are taken. If each fault had its suggestion, it would be 120,000 or more. */
const MOST_QUERY_STEPS = 7 * LONGEST_URI;

interface Refusal {
  title: string;
  detail: string;
  errors: Fault[];
  /** Bytes of the answer. */
  size: number;
}

/** The answer to a request that must be refused. */
async function refuse(parse: () => unknown): Promise<Refusal> {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const text = await toProblemResponse(error, 'x').text();
    return { ...JSON.parse(text), size: Buffer.byteLength(text) };
  }
  throw new Error('The request was not refused.');
}

/** As many names as fit, each once. */
function fill(bytes: number, toName: (at: number) => string): string[] {
  const names: string[] = [];
  for (let size = 0; size < bytes; ) size += names[names.push(toName(names.length)) - 1]!.length;
  return names;
}

const text = (names: string[]) => new TextEncoder().encode(`{${names.join(',')}}`);
const bodies = {
  'short names': text(fill(MEBIBYTE * 0.85, (at) => `"k${at}":1`)),
  'names of 40 characters': text(fill(MEBIBYTE * 0.9, (at) => `"${String(at).padStart(40, 'first_name')}":1`)),
  'one enormous name': text([`"${'a'.repeat(MEBIBYTE - 100)}":1`]),
  'a hundred long names': text(fill(MEBIBYTE * 0.95, (at) => `"${at}${'é'.repeat(10_000)}":1`)),
};

describe('a body of a megabyte of faults', () => {
  it.each(Object.entries(bodies))('is refused with little work and in short: %s', async (_what, body) => {
    const parses = [
      () => parseChanges(1, parseBody(body)),
      () => parseCreation(parseBody(body)),
      () => parseBatch(parseBody(body)),
      () => parseBatch({ operations: [{ op: 'update', id: 1, changes: parseBody(body) }] }),
    ];
    for (const parse of parses) {
      const { errors, size } = await refuse(parse);
      expect(errors.length).toBeLessThanOrEqual(100);
      expect(size).toBeLessThan(64 * 1024);
      expect(await countSteps(() => refuse(parse))).toBeLessThan(MOST_BODY_STEPS);
    }
  });

  it('is told how many there are, and that not all of them are listed', async () => {
    const names = fill(MEBIBYTE * 0.85, (at) => `"k${at}":1`);
    const { title, detail, errors } = await refuse(() => parseChanges(1, parseBody(text(names))));
    expect(title).toBe(`The body has ${names.length.toLocaleString('en')} faults`);
    expect(detail).toBe('Only the first 100 faults are listed.');
    expect(errors.length).toBe(100);
    const operations = Array.from({ length: 500 }, () => ({ op: 'create', contact: {} }));
    const batch = await refuse(() => parseBatch({ operations }));
    expect([batch.title, batch.errors.length]).toEqual(['The body has 4,000 faults', 100]);
    expect(batch.errors[99]).toMatchObject({ index: 12, pointer: '/operations/12/contact/street' });
  });

  it('has its numbers that are taken cut likewise', async () => {
    const operations = Array.from({ length: 500 }, (_, at) => ({
      op: 'update',
      id: at + 1,
      changes: { customer_id: 'A' },
    }));
    const { title, detail, errors } = await refuse(() => parseBatch({ operations }));
    expect([errors.length, detail]).toEqual([100, 'Only the first 100 faults are listed.']);
    expect(title).toBe('The data has something else in this place');
  });
});

describe('a query as long as it may be', () => {
  const to = (separator: string, start: string, toName: (at: number) => string) => {
    const names = fill(LONGEST_URI * 0.6, toName);
    return [`?${start}${names.join(separator)}`.slice(0, LONGEST_URI), names.length] as const;
  };
  it.each([
    ['unknown names', ...to('&', '', (at) => `k${at}`)],
    ['unknown operators', ...to('&', '', (at) => `city.k${at}`)],
    ['fields', ...to(',', 'fields=', (at) => `k${at}`)],
    ['names without sense', ...to('&', '', (at) => `%${at % 10}`)],
  ])('is refused with little work and in short: %s', async (_what, search, names) => {
    const { title, errors, size } = await refuse(() => parseListQuery(search));
    expect(Number(/[\d,]+/.exec(title)![0].replace(',', ''))).toBeGreaterThan(names * 0.95);
    expect(errors.length).toBe(100);
    expect(size).toBeLessThan(64 * 1024);
    expect(await countSteps(() => refuse(() => parseListQuery(search)))).toBeLessThan(MOST_QUERY_STEPS);
  });
});

describe('a place in a body', () => {
  it('is named by a JSON pointer, as RFC 6901 escapes it', async () => {
    expect(toPointer([])).toBe('');
    expect(toPointer(['operations', 3, 'a/b', 'm~n', '~1', ''])).toBe('/operations/3/a~1b/m~0n/~01/');
    const changes = { 'a/b': 1, '~city': 2, [`${'x'.repeat(50)}/`]: 3 };
    const { errors } = await refuse(() => parseBatch({ operations: [{ op: 'update', id: 1, changes }] }));
    expect(errors.map(({ parameter, pointer, index }) => [parameter, pointer, index])).toEqual([
      ['a/b', '/operations/0/changes/a~1b', 0],
      ['~city', '/operations/0/changes/~0city', 0],
      [`${'x'.repeat(40)}…`, '/operations/0/changes', 0],
    ]);
    const whole = await refuse(() => parseChanges(1, []));
    expect(whole.errors).toMatchObject([{ parameter: '', pointer: '' }]);
  });
});
