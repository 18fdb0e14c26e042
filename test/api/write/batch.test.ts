// Many writes in one request: all of them, or nothing is left behind.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ADA } from '../../support/contacts.ts';
import { readProblem, request } from '../../support/problem.ts';
import { type Contact, counts, create, createNeighbour, expectSound, get, send } from './ada.ts';

describe('a batch', () => {
  const batch = (operations: unknown[], headers?: Record<string, string>) =>
    send('POST', '/v1/contacts/batch', { operations }, headers);

  it('does all of its operations and answers them in their order', async () => {
    const { contact: old } = await create({ customer_id: 'NEW-9' });
    const { contact: gone } = await create({ customer_id: 'NEW-8' });
    const { status, response } = await batch([
      { op: 'create', contact: { ...ADA, customer_id: 'NEW-8', first_name: 'One' } },
      { op: 'delete', id: gone.id },
      { op: 'update', id: old.id, changes: { points: 3, city: 'Bergen' } },
      { op: 'create', contact: { ...ADA, customer_id: 'NEW-2', first_name: 'Two' } },
    ]);
    expect(status).toBe(200);
    const { results } = await response.json<{
      results: { op: string; status: number; id?: number; contact: Contact }[];
    }>();
    expect(results.map(({ op, status }) => [op, status])).toEqual([
      ['create', 201],
      ['delete', 204],
      ['update', 200],
      ['create', 201],
    ]);
    expect(results.map(({ contact }) => contact?.first_name)).toEqual(['One', undefined, 'Åda', 'Two']);
    expect(results[2]!.contact).toMatchObject({ id: old.id, points: 3, city: 'Bergen' });
    expect(results[1]!.id).toBe(gone.id);
    for (const { contact } of results) if (contact) expect(await get(contact.id)).toEqual(contact);
    expect((await request(`/v1/contacts/${gone.id}`)).status).toBe(404);
    await expectSound();
  });

  it('changes of each contact what it names, and nothing that it names of another', async () => {
    const { contact: one } = await create({
      customer_id: 'NEW-A',
      gender: 'female',
      birthday: '1990-01-01',
      points: 7,
    });
    const { contact: two } = await create({ customer_id: 'NEW-B', gender: 'male', birthday: '1980-01-01', points: 8 });
    const { status } = await batch([
      { op: 'update', id: one.id, changes: { gender: 'diverse' } },
      { op: 'update', id: two.id, changes: { birthday: null, points: 3 } },
    ]);
    expect(status).toBe(200);
    expect(await get(one.id)).toMatchObject({ gender: 'diverse', birthday: '1990-01-01', points: 7 });
    expect(await get(two.id)).toMatchObject({ gender: 'male', birthday: null, points: 3 });
    await expectSound();
  });

  it('of 500 contacts is one transaction of few statements', async () => {
    const operations = Array.from({ length: 500 }, (_, at) => ({
      op: 'create',
      contact: { ...ADA, customer_id: `NEW-${at}` },
    }));
    const { status, response } = await batch(operations);
    expect(status).toBe(200);
    expect(Number(/queries=(\d+)/.exec(response.headers.get('Server-Timing')!)![1])).toBeLessThan(20);
    const { results } = await response.json<{ results: { contact: Contact }[] }>();
    expect(results.map(({ contact }) => contact.customer_id)).toEqual(
      operations.map(({ contact }) => contact.customer_id),
    );
    await expectSound();
  });

  it('that fails anywhere leaves nothing behind, and tells where', async () => {
    await create({ customer_id: 'NEW-T' });
    const before = await counts();
    const version = await env.DB.prepare('select version from data_state').first('version');
    const fine = { op: 'create', contact: { ...ADA, customer_id: 'NEW-F' } };
    const cases: [unknown[], number, number][] = [
      [[fine, { op: 'create', contact: { ...ADA, customer_id: 'new-t' } }], 409, 1],
      [[fine, { op: 'update', id: 1, changes: { customer_id: 'NEW-T' } }], 409, 1],
      [[fine, { op: 'delete', id: 999_999 }], 404, 1],
      [[{ op: 'update', id: 999_999, changes: { points: 1 } }, fine], 404, 0],
      [[fine, fine], 409, 1],
      [[fine, { op: 'delete', id: 1 }, { op: 'update', id: 1, changes: {} }], 422, 2],
      [[fine, { op: 'upsert', id: 1 }], 422, 1],
      [[fine, { op: 'delete', id: 1, force: true }], 422, 1],
      [[fine, null], 422, 1],
      [
        [
          fine,
          { op: 'create', contact: { first_name: 'A', last_name: 'B', customer_id: 'NEW-G', address_id: 999_999 } },
        ],
        422,
        1,
      ],
    ];
    for (const [operations, status, index] of cases) {
      const { response } = await batch(operations);
      expect([operations[index], response.status]).toEqual([operations[index], status]);
      for (const fault of (await readProblem(response)).errors!) expect(fault.index).toBe(index);
    }
    expect(await counts()).toEqual(before);
    expect(await env.DB.prepare('select version from data_state').first('version')).toBe(version);
    await expectSound();
  });

  it('hands customer numbers on, in a row, in a circle and from what it deletes', async () => {
    const numbers = ['NEW-1', 'NEW-2', 'NEW-3', 'NEW-4', 'NEW-5'];
    const made = await Promise.all(numbers.map((customer_id) => create({ customer_id })));
    const ids = made.map(({ contact }) => contact.id);
    const give = (at: number, customer_id: string) => ({ op: 'update', id: ids[at], changes: { customer_id } });
    const cases: [unknown[], (string | undefined)[], number][] = [
      [[give(0, 'NEW-9'), give(1, 'new-1')], ['NEW-9', 'new-1', 'NEW-3', 'NEW-4', 'NEW-5'], 1],
      [[give(1, 'NEW-8'), give(0, 'NEW-7')], ['NEW-7', 'NEW-8', 'NEW-3', 'NEW-4', 'NEW-5'], 0],
      [[give(0, 'NEW-8'), give(1, 'NEW-7')], ['NEW-8', 'NEW-7', 'NEW-3', 'NEW-4', 'NEW-5'], 1],
      [
        [give(2, 'NEW-4'), give(3, 'NEW-5'), give(4, 'NEW-3'), give(0, 'new-8')],
        ['new-8', 'NEW-7', 'NEW-4', 'NEW-5', 'NEW-3'],
        1,
      ],
      [
        [{ op: 'create', contact: { ...ADA, customer_id: 'NEW-4' } }, give(2, 'NEW-7'), { op: 'delete', id: ids[1] }],
        ['new-8', undefined, 'NEW-7', 'NEW-5', 'NEW-3'],
        0,
      ],
    ];
    const countQueries = (response: Response) =>
      Number(/queries=(\d+)/.exec(response.headers.get('Server-Timing')!)![1]);
    const plain = countQueries((await batch([give(0, 'NEW-A'), give(1, 'NEW-B')])).response);
    await batch([give(0, 'NEW-1'), give(1, 'NEW-2')]);
    for (const [operations, expected, freeing] of cases) {
      const { response } = await batch(operations);
      expect([operations, response.status]).toEqual([operations, 200]);
      expect((await Promise.all(ids.map(get))).map(({ customer_id }) => customer_id)).toEqual(expected);
      if (operations.length === 2) expect(countQueries(response) - plain).toBe(freeing);
      await expectSound();
    }
  });

  it('is told of numbers that are not unique in the end, though some are handed on', async () => {
    const numbers = ['NEW-1', 'NEW-2', 'NEW-3'];
    const made = await Promise.all(numbers.map((customer_id) => create({ customer_id })));
    const [one, two, three] = made.map(({ contact }) => contact.id);
    const cases: [unknown[], number][] = [
      [
        [
          { op: 'update', id: one, changes: { customer_id: 'NEW-3' } },
          { op: 'update', id: two, changes: { customer_id: 'NEW-1' } },
        ],
        0,
      ],
      [
        [
          { op: 'update', id: three, changes: { points: 1 } },
          { op: 'update', id: two, changes: { customer_id: 'NEW-3' } },
        ],
        1,
      ],
    ];
    for (const [operations, index] of cases) {
      const { response } = await batch(operations);
      const { type, errors } = await readProblem(response);
      expect([type, errors]).toMatchObject([
        '/problems/conflict',
        [{ parameter: 'customer_id', code: 'taken', index }],
      ]);
    }
    expect((await Promise.all([one, two, three].map((id) => get(id!)))).map((contact) => contact.customer_id)).toEqual(
      numbers,
    );
    await expectSound();
  });

  it('has 1 to 500 operations', async () => {
    const operation = { op: 'update', id: 1, changes: {} };
    for (const operations of [[], Array.from({ length: 501 }, () => operation)])
      expect((await batch(operations)).status).toBe(422);
    expect((await send('POST', '/v1/contacts/batch', {})).status).toBe(422);
    expect((await send('POST', '/v1/contacts/batch', { operations: 1 })).status).toBe(422);
  });

  it('moves two contacts out of the address that they share, each to its own', async () => {
    const { contact: one } = await create();
    const two = await createNeighbour(one);
    const { response } = await batch(
      [one, two].map(({ id }, at) => ({ op: 'update', id, changes: { city: ['Lom', 'Voss'][at] } })),
    );
    const { results } = await response.json<{ results: { contact: Contact }[] }>();
    expect(results.map(({ contact }) => contact.city)).toEqual(['Lom', 'Voss']);
    expect(new Set([one.address_id, ...results.map(({ contact }) => contact.address_id)]).size).toBe(3);
    await expectSound();
  });
});
