// What is kept so that it is not made again: what pure functions made of a text, and the routes of a path.
import { expect, it } from 'vitest';
import { keepMade } from '../../../src/cache/memo.ts';
import { isLoopback } from '../../../src/http/access/rights.ts';
import { KeepingRouter } from '../../../src/http/routes/router.ts';

it('makes nothing twice of a text, but what it throws, and what there is no room for', () => {
  const made: string[] = [];
  const make = keepMade((text) => {
    made.push(text.slice(0, 5));
    if (text === 'fault') throw new Error(text);
    return { text };
  });
  expect(make('a')).toBe(make('a'));
  for (let times = 0; times < 2; times++) expect(() => make('fault')).toThrow('fault');
  const large = 'large'.padEnd(1_000_000, '.');
  expect(make(large)).toEqual(make(large));
  expect(made).toEqual(['a', 'fault', 'fault', 'large', 'large']);
  for (let at = 0; at < 2000; at++) make(`other ${at}`);
  make('a');
  expect(made.at(-1)).toBe('a');
});

it('finds what the trie of routes finds, each time, and later routes too', () => {
  const router = new KeepingRouter<string>();
  router.add('ALL', '/*', 'all');
  router.add('GET', '/contacts/:id', 'one');
  router.add('GET', '/contacts', 'list');
  const find = (method: string, path: string) => router.match(method, path)[0].map(([handler]) => handler);
  for (let times = 0; times < 2; times++) {
    expect(find('GET', '/contacts')).toEqual(['all', 'list']);
    expect(find('POST', '/contacts')).toEqual(['all']);
    expect(router.match('GET', '/contacts/7')[0][1]).toEqual(['one', { id: '7' }]);
  }
  router.add('POST', '/contacts', 'create');
  expect(find('POST', '/contacts')).toEqual(['all', 'create']);
});

it('takes for this machine its own addresses alone', () => {
  for (const url of ['http://localhost', 'http://localhost:8787/x', 'https://127.0.0.1/', 'http://[::1]:80/'])
    expect([url, isLoopback(url)]).toEqual([url, true]);
  for (const url of [
    ...[
      'null',
      '',
      'localhost',
      'ftp://localhost/',
      'http://localhost.evil.example/',
      'http://127.0.0.1.evil.example/',
    ],
    ...['http://localhost@evil.example/', 'http://localhost:80@evil.example/', 'http://evil.example/http://localhost/'],
    ...['http://evil.example#http://localhost', 'http://localhost\\@evil.example', 'http://1270.0.0.1/'],
  ])
    expect([url, isLoopback(url)]).toEqual([url, false]);
});
