// The client within a Worker, over the Worker itself: lists, writes, conflicts, problems and exports as a program meets them.
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import { ADA, drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

const client = createClient({ fetch: request });
const contacts = drawContacts(120, 8);

beforeAll(() => storeContacts(contacts));

describe('the client', () => {
  it('walks a list to its end and back', async () => {
    const there: number[] = [];
    for await (const { data } of client.pages({ sort: '-points', limit: 50, fields: ['points'] }))
      there.push(...data.map(({ id }) => id));
    expect(there).toHaveLength(120);
    const back: number[] = [];
    for await (const { data } of client.pages({ sort: '-points', limit: 50 }, { back: true }))
      back.unshift(...data.map(({ id }) => id));
    expect(back).toEqual(there);
  });

  it('asks what it is given: lists, ranges, no value, alternatives', async () => {
    const cities = ['Oslo, Sentrum', 'Bergen'];
    const { data } = await client.page({ 'city.nin': cities, 'points.between': [0, 9], gender: null, limit: 200 });
    const isFound = ({ points, gender, city }: (typeof contacts)[number]) =>
      points >= 0 && points <= 9 && gender === null && !cities.includes(city);
    expect(data).toHaveLength(contacts.filter(isFound).length);
    const { total } = await client.count({ any: [{ gender: 'female' }, { 'gender.ne': null, 'points.lt': 5 }] });
    const isCounted = ({ points, gender }: (typeof contacts)[number]) =>
      gender === 'female' || (gender !== null && points < 5);
    expect(total).toMatchObject({ value: contacts.filter(isCounted).length, relation: 'eq' });
    expect(await client.page({ 'id.lte': 3 }, { isPrivate: true })).toMatchObject({
      data: [{ id: 1 }, { id: 2 }, { id: 3 }],
    });
  });

  it('reads what it wrote, and writes over nothing that it has not seen', async () => {
    const created = await client.create({ ...ADA, customer_id: 'client-1' });
    expect(await client.page({ customer_id: 'client-1' })).toMatchObject({ data: [created] });
    const row = (await client.page({ customer_id: 'client-1', fields: ['city', 'points'] })).data[0]!;
    const changed = await client.update(created, { points: 5 });
    expect(changed.points).toBe(5);
    await expect(client.update(created, { points: 6 })).rejects.toMatchObject({
      type: 'precondition-failed',
      status: 412,
    });
    await expect(client.update(row, { points: 6 })).rejects.toMatchObject({ type: 'precondition-failed', status: 412 });
    expect(await client.update({ ...changed }, { points: 7 })).toMatchObject({ points: 7 });
    expect(await client.update(created.id, { points: 8 })).toMatchObject({ points: 8 });
    await client.delete(await client.get(created.id));
    await expect(client.get(created.id)).rejects.toMatchObject({ type: 'not-found', status: 404 });
  });

  it('throws problems with every fault', async () => {
    const wrong = client.page({ citty: 'Oslo', 'points.gte': 'abc' } as object);
    await expect(wrong).rejects.toMatchObject({
      type: 'invalid-query',
      errors: [{ suggestion: 'city' }, { parameter: 'points.gte', code: 'bad-type' }],
    });
  });

  it('exports every row, as rows and as a file', async () => {
    const ids: number[] = [];
    for await (const { id } of client.exportRows({ sort: '-id', fields: ['id'] })) ids.push(id);
    expect(ids).toEqual(contacts.map(({ id }) => id).reverse());
    const file = await new Response(client.export({ sort: '-id' }, { excel: true })).text();
    const same = await request('/v1/contacts/export?sort=-id&excel=true');
    expect(file).toBe(await same.text());
  });
});
