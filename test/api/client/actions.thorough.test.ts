// One change of all that match, by the client: to its end though answers are lost, and never of more than were confirmed.
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

const contacts = drawContacts(90, 8);
const client = createClient({ fetch: request });
const FILTER = { 'id.lte': 80, 'points.gte': 0 } as const;

beforeAll(() => storeContacts(contacts));

describe('an action', () => {
  it('changes nothing until it is run, and then all, though every second answer is lost', async () => {
    let answers = 0;
    const fetch = async (url: string, init: RequestInit) => {
      const response = await request(url, init);
      if (answers++ % 2 === 1) return response;
      await response.body?.cancel();
      throw new TypeError('fetch failed');
    };
    const action = await createClient({ fetch }).action({ filter: FILTER, op: 'update', changes: { points: 7777 } });
    expect(action.matches).toMatchObject({ value: 80, relation: 'eq' });
    expect(action.sample.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect((await client.count({ points: 7777 })).total.value).toBe(0);
    const seen: number[] = [];
    const result = await action.run({ onProgress: ({ done }) => seen.push(done) });
    expect(result).toEqual({ done: 80, skipped: 0, remaining: 0 });
    expect(seen.at(-1)).toBe(80);
    expect((await client.count({ points: 7777 })).total.value).toBe(80);
  });

  it('is refused where more match than were confirmed', async () => {
    const action = await client.action({ filter: { points: 7777 }, op: 'delete' });
    await client.update(90, { points: 7777 });
    await expect(action.run()).rejects.toMatchObject({ type: 'precondition-failed' });
    expect((await client.count()).total.value).toBe(90);
  });

  it('deletes, and is stopped by its signal', async () => {
    const action = await client.action({ filter: FILTER, op: 'delete' });
    await expect(action.run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await action.run()).toMatchObject({ done: 80, remaining: 0 });
    expect((await client.count()).total.value).toBe(10);
  });
});
