// A database that was restored: what KV, isolates and clients keep of what was undone is never answered again, whether the
// cron trigger or a write comes first.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../src/version.ts';
import { cacheOf, type History, openPlace, pause, seenIn, watchDatabase } from '../../support/edge.ts';
import {
  contacts,
  expectUndone,
  haveAccident,
  keepState,
  PATH,
  patch,
  read,
  restore,
  stored,
  UNDONE,
  versionOf,
} from './accident.ts';

const AN_HOUR = 3_600_000;

describe('after a restore', () => {
  it('the cron trigger begins a new epoch, and nothing of what was undone is answered', async () => {
    const accident = await haveAccident();
    await restore();
    const before = await stored();
    await accident.place.scheduled();
    const after = await stored();
    expect(epochOf(after) > epochOf(before) && after > versionOf(accident.page.response)).toBe(true);
    expect(accident.history.findLast(({ key }) => key === 'version')!.value).toBe(after);
    await expectUndone(accident, accident.place, {});
    await expectUndone(accident, openPlace(accident.history), {});
    await accident.place.scheduled();
    expect(await stored()).toBe(after);
  });

  it('it does so where KV does not show it that a later version was announced, but it knows of it', async () => {
    const accident = await haveAccident();
    await restore();
    const at = accident.history.findIndex(({ key }) => key === 'version');
    accident.history.splice(
      at,
      accident.history.length,
      ...accident.history.slice(at).filter(({ key }) => key !== 'version'),
    );
    await accident.place.scheduled();
    await expectUndone(accident, accident.place, {});
  });

  it('a trigger that knows nothing and sees what was announced before announces nothing that was undone', async () => {
    const history: History = [];
    const early = openPlace(history);
    await early.scheduled();
    const announced = history.at(-1)!;
    const undoing = await keepState();
    const accident = await haveAccident(history);
    await undoing();
    const late = openPlace(history);
    late.view.lie = (key) => (key === 'version' ? announced.value.replace(/\d{9}$/, '0'.repeat(9)) : null);
    await env.DB.prepare('update data_state set announced_at = 0').run();
    await late.scheduled();
    await expectUndone({ ...accident, seen: {} }, openPlace(history), {});
  });

  it.each(['here', 'elsewhere'])('a write that comes first begins one, %s', async (where) => {
    const accident = await haveAccident();
    await restore();
    const before = await stored();
    const place = where === 'here' ? accident.place : openPlace(accident.history);
    const response = await patch(place, 4, 2_050_000_000, accident.seen);
    expect(epochOf(versionOf(response)) > epochOf(before)).toBe(true);
    expect(response.headers.get('X-D1-Bookmark')).not.toBe(UNDONE);
    await place.settle();
    for (const reader of [place, openPlace(accident.history)])
      await expectUndone(accident, reader, { 4: 2_050_000_000 });
  });

  it('writes that know nothing of what was undone make versions that there never were', async () => {
    const accident = await haveAccident();
    await restore();
    const place = openPlace(accident.history);
    place.view.lie = (key) =>
      key === 'version' ? null : (accident.history.findLast((put) => put.key === key)?.value ?? null);
    const written: Record<number, number> = {};
    for (const id of [4, 5, 6]) {
      written[id] = 2_050_000_000 + id;
      expect(versionOf(await patch(place, id, written[id])) > versionOf(accident.page.response)).toBe(true);
    }
    await place.settle();
    for (const reader of [place, openPlace(accident.history)])
      await expectUndone({ ...accident, seen: {} }, reader, written);
  });

  it('a client of before is answered by its headers, wherever it comes, and follows the new epoch', async () => {
    const accident = await haveAccident();
    await restore();
    await accident.place.scheduled();
    const lagging = openPlace(accident.history);
    lagging.view.lag = AN_HOUR;
    const both = await Promise.all([1, 2].map(() => read(lagging, PATH, accident.seen)));
    expect(both.map(({ response }) => response.headers.get('Cache-Status')!.endsWith('collapsed'))).toContain(true);
    for (const { response } of both) {
      expect(versionOf(response)).toBe(await stored());
      expect(response.headers.get('X-D1-Bookmark')).not.toBe(UNDONE);
    }
    const seen = seenIn(await patch(lagging, 9, 2_090_000_000, accident.seen));
    expect(seen['X-D1-Bookmark']).not.toBe(UNDONE);
    expect((await read(openPlace(), PATH, seen)).data[0]!.points).toBe(2_090_000_000);
    await lagging.settle();
  });

  it('what was undone is not answered by a place that cannot reach the database either', async () => {
    let isDown = false;
    const DB = watchDatabase(() => {
      if (isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
    });
    const accident = await haveAccident();
    await restore();
    await accident.place.scheduled();
    isDown = true;
    expect((await openPlace(accident.history, { DB }).fetch(PATH)).status).toBe(503);
  });

  it('an announcement that was on its way does not hide that a later one was made', async () => {
    const accident = await haveAccident();
    const late = patch(accident.place, 4, 2_100_000_004);
    await late;
    await restore();
    await accident.place.settle(); // announces after a wait, by when the database is restored
    await openPlace(accident.history).scheduled();
    await expectUndone(accident, openPlace(accident.history), {});
  });
});

it('a version that a client makes up begins no epoch, and keeps nobody from what is kept', async () => {
  const place = openPlace();
  await place.scheduled();
  await read(place, PATH);
  await place.settle();
  const before = await stored();
  const forged = { 'X-Data-Version': `${'f'.repeat(20)}.${'9'.repeat(15)}` };
  await read(place, PATH, forged);
  expect((await patch(place, 7, contacts[6]!.points, forged)).status).toBe(200);
  await place.scheduled();
  expect(epochOf(await stored())).toBe(epochOf(before));
  await place.settle();
  await pause(1600);
  await place.scheduled();
  await read(place, PATH);
  await place.settle();
  expect(cacheOf(await place.fetch(PATH))).toBe('hit');
});
