// Cursors that this API did not make, though they carry a right seal: refused, never an error of ours.
import { describe, expect, it } from 'vitest';
import { LOCAL_SEAL } from '../../../src/query/seal.ts';
import { toVersion } from '../../../src/version.ts';
import { readProblem, request } from '../../support/problem.ts';
import { expectInvalid, FILTERED, token } from './cursor.ts';

/** As of which something is forged. */
const VERSION = toVersion('', 7);

function seal(bytes: Uint8Array): string {
  return LOCAL_SEAL.close(bytes).toString('base64url');
}

/** The token with some of version, fingerprint, direction, rank and keys replaced. */
function forge(changes: Record<number, unknown>): string {
  const payload = JSON.parse(LOCAL_SEAL.open(Buffer.from(token, 'base64url'))!.toString());
  return seal(Buffer.from(JSON.stringify(Object.assign(payload, changes))));
}

describe('a forged cursor', () => {
  it('is as good as the real one when nothing in it is changed', async () => {
    expect(forge({})).toBe(token);
  });

  it.each([
    ['another version', { 0: 1 }],
    ['no version', { 0: null }],
    ['a version as text', { 0: '1' }],
    ['a number for the query', { 1: 1 }],
    ['an unknown direction', { 2: 'x' }],
    ['a direction that every object has', { 2: 'constructor' }],
    ['a negative rank', { 3: -1 }],
    ['a broken rank', { 3: 1.5 }],
    ['a rank as text', { 3: '3' }],
    ['a rank that no double holds', { 3: 2 ** 53 }],
    ['keys that are a text', { 4: 'abc' }],
    ['keys that are an object', { 4: { length: 4 } }],
    ['a number for a truth', { 5: 1 }],
    ['too many keys', { 4: [5, null, 1, 1, 1, 1] }],
    ['a text for a number', { 4: ['5', null, 1, 1] }],
    ['a number for a date', { 4: [5, 5, 1, 1] }],
    ['no value where there always is one', { 4: [null, null, 1, 1] }],
    ['a truth for a key', { 4: [true, null, 1, 1] }],
    ['a list for a key', { 4: [[5], null, 1, 1] }],
    ['an object for a key', { 4: [{ value: 5 }, null, 1, 1] }],
    ['text for a truth', { 5: 'more' }],
    ['one member too many', { 7: null, 8: null, 9: true, 10: 'more' }],
    ['what no fetch collects', { 7: null, 8: ['country', null, ['no', 1], 5, null, VERSION] }],
    ['a filter on no field', { 7: null, 8: ['planet', null, ['no', 1], [5], null, VERSION] }],
    ['a place in another index', { 7: null, 8: ['country', null, [5, 1], [5], null, VERSION] }],
    ['half a place', { 7: null, 8: ['country', null, ['no'], [5], null, VERSION] }],
    ['no contact among those collected', { 7: null, 8: ['country', null, ['no', 1], [-5], null, VERSION] }],
    [
      'more collected than are handed on',
      { 7: null, 8: ['country', null, ['no', 1], Array(999).fill(1), null, VERSION] },
    ],
    ['a fence in another order', { 7: null, 8: ['country', null, ['no', 1], [5], ['no', 1], VERSION] }],
    ['what was collected of no version', { 7: null, 8: ['country', null, ['no', 1], [5], null, 'new'] }],
  ])('is invalid with %s', async (_what, changes) => {
    await expectInvalid(forge(changes));
  });

  it('is invalid with anything but a payload in it', async () => {
    for (const text of [
      '',
      ' ',
      'x',
      'null',
      'true',
      '1',
      '"a"',
      '[]',
      '{}',
      '[1',
      '[1e400,"","f",0,null]',
      '['.repeat(3000),
    ])
      await expectInvalid(seal(Buffer.from(text)));
    await expectInvalid(seal(Uint8Array.of(0xff, 0xfe, 0)));
  });

  it('never makes an error of ours, whatever values of the right types it holds', async () => {
    const { 4: keys } = JSON.parse(LOCAL_SEAL.open(Buffer.from(token, 'base64url'))!.toString());
    const odd = [
      0,
      -0,
      -1,
      0.1,
      1e308,
      -1e308,
      5e-324,
      2 ** 53,
      null,
      '',
      'x',
      '\0',
      '\ud800',
      '😀',
      "' or 1=1",
      'x'.repeat(3000),
    ];
    for (const at of keys.keys())
      for (const value of odd)
        for (const direction of ['f', 'b']) {
          const response = await request(`${FILTERED}&cursor=${forge({ 2: direction, 4: keys.with(at, value) })}`);
          if (response.status === 200) await response.json();
          else expect((await readProblem(response)).type).toBe('/problems/cursor-invalid');
        }
    for (const rank of [null, 0, Number.MAX_SAFE_INTEGER])
      expect((await request(`${FILTERED}&cursor=${forge({ 3: rank })}`)).status).toBe(200);
  });
});
