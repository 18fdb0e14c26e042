// What a reader may count on after writes, at places whose KV lags: the tests that the page on consistency names.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../support/contacts.ts';
import { type History, openPlace, type Place, pause, seenIn } from '../../support/edge.ts';
import { runs } from '../../support/runs.ts';
import { AN_HOUR, create, PATH, read } from './traffic.ts';

describe('a client that sends back the version and bookmark of its write', () => {
  it('never sees an older list, page, count or contact, though KV lags by an hour', async () => {
    const history: History = [];
    const places = [openPlace(history), openPlace(history), openPlace(history)];
    for (const place of places) {
      await read(place);
      await place.settle();
    }
    for (const place of places) place.view.lag = AN_HOUR;
    const run = async (place: Place, writer: number) => {
      for (let turn = 0; turn < runs(2); turn++) {
        const points = 2_100_000_000 + 1000 * turn + writer;
        const written = await create(place, points);
        expect(written.status).toBe(201);
        const own = await written.clone().json<Contact>();
        const seen = seenIn(written);
        for (const elsewhere of places) {
          const { data, response, total } = await read(elsewhere, `/v1/contacts?points=${points}&count=exact`, seen);
          expect([data.map(({ id }) => id), total.value]).toEqual([[own.id], 1]);
          expect(response.headers.get('X-Data-Version')! >= seen['X-Data-Version']!).toBe(true);
          const list = await read(elsewhere, '/v1/contacts?sort=-id&limit=200&fields=id', seen);
          expect(list.data.map(({ id }) => id)).toContain(own.id);
          const contact = await elsewhere.fetch(`/v1/contacts/${own.id}`, { headers: seen });
          expect(contact.status).toBe(200);
        }
      }
    };
    await Promise.all(places.map(run));
    await Promise.all(places.map((place) => place.settle()));
  });

  it('sees its deletion, and is not told that nothing has changed', async () => {
    const place = openPlace();
    const written = await create(place, 2_100_000_000);
    const { id } = await written.clone().json<Contact>();
    const before = await read(place, PATH, seenIn(written));
    expect(before.data[0]!.id).toBe(id);
    await place.settle();
    place.view.lag = AN_HOUR;
    const deleted = await place.fetch(`/v1/contacts/${id}`, { method: 'DELETE' });
    const headers = { ...seenIn(deleted), 'If-None-Match': before.response.headers.get('ETag')! };
    expect((await read(place, PATH, headers)).data.map((contact) => contact.id)).not.toContain(id);
    await place.settle();
  });

  it('with headers that no answer gave is told so', async () => {
    const place = openPlace();
    for (const [name, value] of [
      ['X-Data-Version', 'x'], ['X-Data-Version', '-1'], ['X-Data-Version', '1e3'], ['X-D1-Bookmark', 'first-primary'],
      ['X-D1-Bookmark', 'zzz'], ['X-D1-Bookmark', 'ffffffff'],
    ] as const) {
      const response = await place.fetch(PATH, { headers: { [name]: value } });
      expect([name, value, response.status]).toEqual([name, value, 400]);
      expect((await response.json<{ errors: { parameter: string }[] }>()).errors).toMatchObject([{ parameter: name }]);
    } // biome-ignore format: pairs
  });

  it('of a version that there never was is answered by what there is', async () => {
    const place = openPlace();
    const { data } = await read(place, PATH, { 'X-Data-Version': `${'f'.repeat(20)}.${'9'.repeat(15)}` });
    expect(data.length).toBe(3);
  });
});

describe('everybody else', () => {
  it('sees a write as soon as KV shows its announcement and the isolate has looked', async () => {
    const history: History = [];
    const [writer, reader] = [openPlace(history), openPlace(history)];
    await read(reader);
    await reader.settle();
    reader.view.lag = 1500;
    await pause(1500);
    await create(writer, 2_100_000_000);
    await writer.settle();
    const announced = Date.now();
    expect((await read(reader)).data[0]!.points).not.toBe(2_100_000_000); // a hit, as far as is known here
    await pause(1500 + 1000 + 100 - (Date.now() - announced));
    const late = await read(reader);
    expect(late.data[0]!.points).toBe(2_100_000_000);
    await reader.settle();
  });

  it('sees it after the next run of the cron trigger, where the announcement was lost', async () => {
    const history: History = [];
    const [writer, reader] = [openPlace(history), openPlace(history)];
    await read(reader);
    await reader.settle();
    await env.DB.prepare('update data_state set version = version + 1').run(); // a write whose Worker was ended
    await env.DB.prepare('update customer_relationship set points = 2100000000 where appuser_id = 1').run();
    expect((await read(reader)).data[0]!.points).not.toBe(2_100_000_000);
    await writer.scheduled();
    await pause(1100);
    expect((await read(reader)).data[0]!.points).toBe(2_100_000_000);
    await reader.settle();
  });
});
