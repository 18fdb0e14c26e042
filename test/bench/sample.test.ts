import { describe, expect, it } from 'vitest';
import { toAddress } from '../../bench/prober/plan.ts';
import { parseColo, parseServerTiming, readCacheStatus, readHeaders } from '../../bench/prober/sample.ts';

describe('what an answer says of itself', () => {
  it('is read from its headers', () => {
    const headers = new Headers({
      'cf-ray': '8f1c2d3e4f5a6b7c-GRU',
      'cf-placement': 'remote-LHR',
      'Cache-Status': 'Kartei-pages; fwd=uri-miss; stored',
      'Server-Timing': 'parse;dur=0.00, db;dur=1.25;desc="queries=2 trips=1 rows_read=153 region=WEUR", total;dur=131',
      'X-Data-Version': '42',
    });
    expect(readHeaders(headers)).toEqual({
      answered: 'GRU',
      placement: 'remote-LHR',
      region: 'WEUR',
      cache: 'miss',
      serverMs: 131,
      databaseMs: 1.25,
      queries: 2,
      trips: 1,
      version: 42,
    });
  });

  it('has the number of a data version that has an epoch', () => {
    const headers = new Headers({ 'X-Data-Version': '01a1fdfc0c090885d717.001795262517479' });
    expect(readHeaders(headers).version).toBe(1_795_262_517_479);
  });

  it('is nothing where the headers say nothing, or nonsense', () => {
    const nothing = Object.fromEntries(Object.keys(readHeaders(new Headers())).map((name) => [name, null]));
    expect(readHeaders(new Headers())).toEqual(nothing);
    const nonsense = { 'cf-ray': 'x', 'Server-Timing': ';;"', 'X-Data-Version': 'new' };
    expect(readHeaders(new Headers(nonsense))).toEqual(nothing);
  });

  it.each([
    ['a;dur=1, b', ['a', 'b']],
    ['cache;desc="hit, of pages";dur=2.5', ['cache']],
    ['db ; dur=2 ; desc=WEUR,total;dur=3', ['db', 'total']],
    ['', []],
  ])('has the entries of Server-Timing: %s', (header, names) => {
    expect(parseServerTiming(header).map(({ name }) => name)).toEqual(names);
  });

  it('has their durations and descriptions in either order', () => {
    expect(parseServerTiming('a;desc="x, y";dur=2.5, b;dur=1;desc=z')).toEqual([
      { name: 'a', milliseconds: 2.5, description: 'x, y' },
      { name: 'b', milliseconds: 1, description: 'z' },
    ]);
  });

  it.each([
    [null, null],
    ['kartei; hit', 'hit'],
    ['kartei; hit; ttl=30', 'hit'],
    ['kartei; fwd=miss', 'miss'],
    ['counts; hit, pages; fwd=stale', 'miss'],
    ['pages; hit, counts; fwd=miss', 'hit'],
    ['hits; fwd=miss', 'miss'],
  ])('says of %j that the page was a %s', (header, cache) => {
    expect(readCacheStatus(header)).toBe(cache);
  });

  it('has the data centre of a trace', () => {
    expect(parseColo('fl=1\nh=x\nip=203.0.113.1\ncolo=AMS\nsliver=none\n')).toBe('AMS');
    expect(parseColo('<html>colo=AMS</html>')).toBeNull();
  });
});

describe('the address of a page', () => {
  it('has its number where the path has a place for it', () => {
    const plan = { target: 'https://api.example', path: '/v1/contacts?sort=id&seek={n}' };
    expect(toAddress(plan, 7, true)).toBe('https://api.example/v1/contacts?sort=id&seek=7');
    expect(toAddress(plan, 7, false)).toBe('https://api.example/v1/contacts?sort=id&seek=7');
  });

  it('is explained, and so never cached, where it has none', () => {
    const plan = { target: 'https://api.example', path: '/v1/contacts?sort=city' };
    expect(toAddress(plan, 7, true)).toBe('https://api.example/v1/contacts?sort=city&explain=true');
    expect(toAddress(plan, 7, false)).toBe('https://api.example/v1/contacts?sort=city');
  });
});
