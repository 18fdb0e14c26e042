// A KV or a D1 that fails is never more than the loss of what it would have given.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace, pause, seenIn, watchDatabase } from '../../support/edge.ts';
import { type Answer, openBroken, PATH, patch } from './page.ts';

const contacts = drawContacts(60, 21);

beforeAll(() => storeContacts(contacts));

describe('a KV that fails', () => {
  it.each([
    ['throws', { failure: new Error('KV GET failed: 500') }],
    ['is slow', { slowness: 2000 }],
    ['holds garbage', { lie: () => 'garbage' }],
    ['holds a cut entry', { lie: () => '{"text":"x","version":1}\n{"data":' }],
    ['holds binary garbage', { lie: () => '\xff\0\n\xfe' }],
    [
      'holds entries of something else',
      { lie: () => '{"text":"?","version":999999,"storedAt":1,"notes":{},"size":2,"checksum":0}\n{}' },
    ],
    ['holds numbers only', { lie: () => '999999999' }],
    ['holds null', { lie: () => 'null\nnull' }],
  ])('because it %s is a KV without the page', async (_what, view) => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    Object.assign(place.view, view);
    const began = Date.now();
    const response = await place.fetch(`${PATH}&first_name.ne=zz&facet=city`);
    expect(response.status).toBe(200);
    expect(cacheOf(response)).toBe('fwd=uri-miss');
    expect((await response.json<Answer>()).data.length).toBe(5);
    const { path, init } = patch(contacts[2]!.id, 3);
    expect((await place.fetch(path, init)).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(20_000);
    Object.assign(place.view, { failure: null, slowness: 0, lie: null });
    await place.settle();
  });

  it('has an entry altered by one bit is a KV without it', async () => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    const entry = place.history.find(({ key }) => key.startsWith('page:'))!.value;
    for (const at of [0, 5, entry.indexOf('\n') + 1, entry.length - 2]) {
      const elsewhere = openPlace(place.history);
      elsewhere.view.lie = (key) =>
        key === 'version'
          ? '0'
          : entry.slice(0, at) + String.fromCharCode(entry.charCodeAt(at) ^ 1) + entry.slice(at + 1);
      expect(cacheOf(await elsewhere.fetch(PATH))).not.toBe('hit');
      await elsewhere.settle();
    }
  });
});

describe('a D1 that is out of reach', () => {
  it('leaves pages that are kept, though old, marked as that', async () => {
    const { place, down } = await openBroken();
    const { path, init } = patch(contacts[3]!.id, 4);
    await place.fetch(path, init);
    await place.settle();
    down();
    const response = await place.fetch(PATH);
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Status')).toMatch(/^KV; hit; ttl=-?\d+; detail=database-unreachable$/);
    expect(response.headers.get('ETag')).toBeNull();
    const { data, meta } = await response.json<Answer>();
    expect(data.length).toBe(5);
    expect(meta!.warning).toMatchObject({ code: 'stale', as_of: expect.stringMatching(/Z$/) });
    expect((await place.fetch('/v1/contacts?sort=city')).status).toBe(503);
    expect((await place.fetch('/v1/contacts?limit=0')).status).toBe(400);
  });

  it('leaves them to a client that asks whether they have changed, too', async () => {
    const { place, down } = await openBroken();
    const tag = (await place.fetch(PATH)).headers.get('ETag')!;
    const { path, init } = patch(contacts[3]!.id, 7);
    await place.fetch(path, init);
    await place.settle();
    down();
    const response = await place.fetch(PATH, { headers: { 'If-None-Match': tag } });
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
  });

  it('never leaves a client with less than it has seen', async () => {
    const { place, down } = await openBroken();
    const { path, init } = patch(contacts[3]!.id, 5);
    const written = await place.fetch(path, init);
    await place.settle();
    down();
    const response = await place.fetch(PATH, { headers: seenIn(written) });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
  });

  it('for a moment is asked again', async () => {
    let failures = 2;
    const DB = watchDatabase(() => {
      if (failures-- > 0) throw new Error('D1_ERROR: Network connection lost.');
    });
    const place = openPlace([], { DB });
    expect((await place.fetch(PATH)).status).toBe(200);
    failures = 1;
    const { path, init } = patch(contacts[4]!.id, 6);
    expect((await place.fetch(path, init)).status).toBe(200);
    await pause(1);
    await place.settle();
  });
});
