// More requests than D1 answers in time: who would wait too long is refused at once, and whoever was let in is answered.
import { beforeAll, expect, it, vi } from 'vitest';
import { LEAST_UNDER_WAY, LONGEST_WAIT_MS } from '../../src/db/queue.ts';
import { pause } from '../support/clock.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace, watchDatabase } from '../support/edge.ts';
import { readProblem } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(12, 3)));

/** A place whose D1 holds everything up until it is let go on. */
function openSlow() {
  let isHeld = false;
  let release = () => {};
  let gate = Promise.resolve();
  const DB = watchDatabase(() => (isHeld ? gate : undefined));
  const hold = () => {
    isHeld = true;
    gate = new Promise((resume) => {
      release = resume;
    });
  };
  const go = () => {
    isHeld = false;
    release();
  };
  return { place: openPlace([], { DB }), hold, go };
}

const FORGOTTEN_AFTER_MS = 31_000;
const read = (id: number) => `/v1/contacts/${1 + (id % 12)}`;

it('refuses who would wait too long, writes nothing for them, and lets everybody in again afterwards', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const { place, hold, go } = openSlow();
  expect((await place.fetch('/v1/contacts')).status).toBe(200);
  hold();
  const waiting = Array.from({ length: LEAST_UNDER_WAY }, (_, at) => place.fetch(read(at)));
  await pause(LONGEST_WAIT_MS);
  const refused = [place.fetch(read(0)), place.fetch(read(1), { method: 'PATCH', body: '{"points":77}' })];
  for (const response of await Promise.all(refused)) {
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '1']);
    expect((await readProblem(response)).type).toBe('/problems/overloaded');
  }
  expect((await place.fetch('/v1/contacts')).status).toBe(200); // its page is cached
  go();
  for (const response of await Promise.all(waiting)) expect(response.status).toBe(200);
  const after = await place.fetch(read(1));
  expect([after.status, (await after.json<{ points: number }>()).points === 77]).toEqual([200, false]);
  await place.settle();
});

it('lets all in where few wait, or none waits long, and forgets those that never end', async () => {
  const { place, hold, go } = openSlow();
  await place.fetch(read(0));
  hold();
  const early = Array.from({ length: LEAST_UNDER_WAY - 1 }, (_, at) => place.fetch(read(at)));
  await pause(LONGEST_WAIT_MS);
  const late = place.fetch(read(5));
  await vi.advanceTimersByTimeAsync(FORGOTTEN_AFTER_MS);
  const later = place.fetch(read(6));
  go();
  for (const response of await Promise.all([...early, late, later])) expect(response.status).toBe(200);
  await place.settle();
});
