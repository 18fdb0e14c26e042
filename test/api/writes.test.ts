// Creating, changing and deleting contacts over HTTP: what is stored, what is refused, and that a failed batch leaves
// nothing behind.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type SEARCHED_FIELDS, toStoredWords } from '../../src/contact/words.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { expectProblem, readProblem, request } from '../support/problem.ts';

const ADA = {
  first_name: 'Åda',
  last_name: 'Ölsen',
  customer_id: 'NEW-1',
  street: 'Storgata',
  street_number: '5b',
  city_code: '0155',
  city: 'Oslo',
  country: 'NO',
};
type Contact = Record<string, string | number | null> & { id: number; address_id: number };

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = response.status < 300 ? await response.clone().text() : '';
  return { response, status: response.status, contact: (text ? JSON.parse(text) : null) as Contact };
}
const create = (changes: object = {}, headers?: Record<string, string>) =>
  send('POST', '/v1/contacts', { ...ADA, ...changes }, headers);
const get = async (id: number) => (await request(`/v1/contacts/${id}`)).json<Contact>();
const count = async (table: string) =>
  env.DB.prepare(`select count(*) as n from ${table}`).first<number>('n') as Promise<number>;
const counts = () => Promise.all(['app_user', 'address', 'customer_relationship'].map(count));

/** What no write may leave behind or bend: the tables within a transaction, the kept numbers, and what search finds by. */
async function expectSound(): Promise<void> {
  expect([await count('moving'), await count('expectation')]).toEqual([0, 0]);
  const kept = await env.DB.prepare('select contacts from data_state').first<number>('contacts');
  expect(kept).toBe(await count('app_user'));
  const lonely = 'address where not exists (select 1 from app_user where address_id = address.id)';
  expect(await count(lonely)).toBe(0);
  const wrong = `(select count(*) as real, city_folded as key from app_user join address on address.id = address_id group by 2)
    join value_count using (key) where field = 'city' and real <> contacts`;
  expect(await count(wrong)).toBe(0);
  const { results } = await env.DB.prepare(
    `select first_name, last_name, phone_number, customer_id, street, city, app_user.words || address.words as words from app_user join address on address.id = address_id`,
  ).all<Record<(typeof SEARCHED_FIELDS)[number] | 'words', string>>();
  for (const row of results) expect(row.words).toBe(toStoredWords('app_user', row) + toStoredWords('address', row));
  const words = results.flatMap((row) => [...new Set(row.words.trim().split(/ +/))]);
  const indexed = env.DB.prepare('select term, doc from contact_term where doc > 0').raw<[string, number]>();
  expect((await indexed).flatMap(([term, contacts]) => Array(contacts).fill(term)).sort()).toEqual(words.sort());
}

const contacts = drawContacts(20, 3);
beforeEach(async () => {
  if ((await count('app_user')) === 0) await storeContacts(contacts);
  await env.DB.prepare("delete from app_user where customer_id like 'NEW%'").run();
  await env.DB.prepare(
    'delete from address where not exists (select 1 from app_user where address_id = address.id)',
  ).run();
});

describe('a new contact', () => {
  it('is stored with its three rows, its defaults and its folded forms, and found by them', async () => {
    const before = await counts();
    const { response, status, contact } = await create({ points: 7 });
    expect(status).toBe(201);
    expect(response.headers.get('Location')).toBe(`/v1/contacts/${contact.id}`);
    expect(contact).toMatchObject({ ...ADA, points: 7, gender: null, phone_number: null, last_activity: null });
    expect(contact.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(contact.last_updated).toBe(contact.created);
    expect(await counts()).toEqual(before.map((rows) => rows + 1));
    expect(await get(contact.id)).toEqual(contact);
    const found = await request('/v1/contacts?first_name=ada&last_name=OLSEN&city=oslo&country=no&customer_id=new-1');
    expect((await found.json<{ data: Contact[] }>()).data).toEqual([contact]);
    const read = await request(`/v1/contacts/${contact.id}`);
    expect(response.headers.get('ETag')).toBe(read.headers.get('ETag'));
    await expectSound();
  });

  it('may live at an address that is there', async () => {
    const home = await get(1);
    const { street: _, street_number: __, city_code: ___, city: ____, country: _____, ...names } = ADA;
    const { status, contact } = await send('POST', '/v1/contacts', { ...names, address_id: home.address_id });
    expect([status, contact.address_id, contact.city]).toEqual([201, home.address_id, home.city]);
  });

  it('is refused where its number is taken, in whatever case, or its address is none', async () => {
    await create();
    const before = await counts();
    const taken = await create({ customer_id: 'new-1' });
    expect(taken.status).toBe(409);
    expect((await readProblem(taken.response)).errors).toMatchObject([{ parameter: 'customer_id', code: 'taken' }]);
    const names = { first_name: 'A', last_name: 'B', customer_id: 'NEW-2', address_id: 999_999 };
    const nowhere = await send('POST', '/v1/contacts', names);
    expect(nowhere.status).toBe(422);
    expect((await readProblem(nowhere.response)).errors).toMatchObject([{ parameter: 'address_id' }]);
    expect(await counts()).toEqual(before);
    await expectSound();
  });

  it('is told every fault of its body at once, each by its field', async () => {
    const { response } = await send('POST', '/v1/contacts', {
      first_name: '  ', last_name: 5, customer_id: null, citty: 'Oslo', id: 7, created: '2025-01-01', points: -1,
      gender: 'femal', birthday: '2025-02-30', phone_number: '123', country: 'XX', last_activity: '2025-01-01', __proto: 1,
    }); // biome-ignore format: as faults
    const { type, title, errors } = await readProblem(response);
    expect([type, response.status]).toEqual(['/problems/invalid-body', 422]);
    expect(title).toBe(`The body has ${errors!.length} faults`);
    const codes = Object.fromEntries(errors!.map(({ parameter, code, suggestion }) => [parameter, [code, suggestion]]));
    expect(codes).toMatchObject({
      first_name: ['bad-type', undefined],
      last_name: ['bad-type', undefined],
      customer_id: ['bad-type', undefined],
      citty: ['unknown-field', 'city'],
      id: ['server-set', undefined],
      created: ['server-set', undefined],
      points: ['out-of-range', undefined],
      gender: ['bad-type', undefined],
      birthday: ['bad-type', undefined],
      phone_number: ['bad-type', undefined],
      country: ['bad-type', undefined],
      last_activity: ['bad-type', undefined],
      street: ['missing', undefined],
      city: ['missing', undefined],
    });
  });

  it.each([
    ['', 422],
    ['{', 422],
    ['[]', 422],
    ['null', 422],
    ['"a"', 422],
    ['\xff', 422],
  ])('is no body like %j', async (body, status) => {
    const response = await request('/v1/contacts', { method: 'POST', body });
    expect([response.status, (await readProblem(response)).type]).toEqual([status, '/problems/invalid-body']);
  });

  it('is refused where its body is too large', async () => {
    const response = await request('/v1/contacts', {
      method: 'POST',
      body: JSON.stringify({ first_name: 'a'.repeat(70_000) }),
    });
    expect([response.status, (await readProblem(response)).type]).toEqual([413, '/problems/body-too-large']);
  });
});

describe('a change', () => {
  it('sets what it names, clears what may be null, leaves the rest, and moves last_updated', async () => {
    const { contact } = await create({ gender: 'female', birthday: '1990-01-31' });
    await env.DB.prepare("update app_user set last_updated = '2020-01-01T00:00:00Z' where id = ?")
      .bind(contact.id)
      .run();
    const { status, contact: changed } = await send('PATCH', `/v1/contacts/${contact.id}`, {
      points: 5,
      gender: null,
      last_name: 'Ærlig',
    });
    expect(status).toBe(200);
    expect(changed).toMatchObject({
      ...contact,
      points: 5,
      gender: null,
      last_name: 'Ærlig',
      last_updated: expect.any(String),
    });
    expect(String(changed.last_updated) > '2020-01-01T00:00:00Z').toBe(true);
    const found = await request('/v1/contacts?last_name=aerlig&count=none');
    expect((await found.json<{ data: Contact[] }>()).data).toEqual([changed]);
    await expectSound();
  });

  it('of an address that others share gives the contact one of its own', async () => {
    const { contact: one } = await create();
    const { first_name, last_name } = ADA;
    const { contact: two } = await send('POST', '/v1/contacts', {
      first_name,
      last_name,
      customer_id: 'NEW-2',
      address_id: one.address_id,
    });
    const { contact: moved } = await send('PATCH', `/v1/contacts/${two.id}`, { city: 'Bergen' });
    expect(moved.address_id).not.toBe(one.address_id);
    expect([moved.city, moved.street, (await get(one.id)).city]).toEqual(['Bergen', 'Storgata', 'Oslo']);
    const { contact: again } = await send('PATCH', `/v1/contacts/${two.id}`, { city: 'Hamar' });
    expect([again.address_id, again.city]).toEqual([moved.address_id, 'Hamar']);
    await expectSound();
  });

  it('that changes nothing writes nothing', async () => {
    const { contact, response } = await create();
    const same = await send('PATCH', `/v1/contacts/${contact.id}`, {});
    expect([same.status, same.contact]).toEqual([200, contact]);
    expect(same.response.headers.get('X-Data-Version')).toBe(response.headers.get('X-Data-Version'));
  });

  it('is refused where it clears what must have a value, or names what the server sets', async () => {
    const { response } = await send('PATCH', '/v1/contacts/1', {
      first_name: null,
      points: null,
      address_id: 1,
      foo: 1,
    });
    const { errors } = await readProblem(response);
    expect(errors!.map(({ parameter }) => parameter).sort()).toEqual(['address_id', 'first_name', 'foo', 'points']);
  });

  it('of a contact that there is not is told so', async () => {
    for (const id of ['999999', '0', 'x', '-1'])
      for (const method of ['PATCH', 'DELETE']) {
        const response = await request(`/v1/contacts/${id}`, {
          method,
          ...(method === 'PATCH' && { body: '{"points":1}' }),
        });
        expect([id, method, response.status]).toEqual([id, method, 404]);
      }
  });

  it('with If-Match is made only to the contact that the client has read', async () => {
    const { contact, response } = await create();
    const tag = response.headers.get('ETag')!;
    const path = `/v1/contacts/${contact.id}`;
    const first = await send('PATCH', path, { points: 1 }, { 'If-Match': `"x", ${tag}` });
    expect(first.status).toBe(200);
    for (const [method, body] of [
      ['PATCH', { points: 2 }],
      ['DELETE', undefined],
    ] as const) {
      const late = await send(method, path, body, { 'If-Match': tag });
      expect([late.status, (await readProblem(late.response)).type]).toEqual([412, '/problems/precondition-failed']);
    }
    expect((await get(contact.id)).points).toBe(1);
    expect((await send('PATCH', path, { points: 3 }, { 'If-Match': '*' })).status).toBe(200);
  });

  it('made by many at once is made by all of them, and with If-Match by one', async () => {
    const { contact } = await create();
    const path = `/v1/contacts/${contact.id}`;
    const fields = ['first_name', 'last_name', 'street', 'city', 'customer_id'];
    const all = await Promise.all(fields.map((field) => send('PATCH', path, { [field]: `NEW ${field}` })));
    expect(all.map(({ status }) => status)).toEqual(fields.map(() => 200));
    const last = await request(path);
    for (const field of fields) expect((await last.clone().json<Contact>())[field]).toBe(`NEW ${field}`);
    const headers = { 'If-Match': last.headers.get('ETag')! };
    const crowd = await Promise.all(Array.from({ length: 25 }, () => send('PATCH', '/v1/contacts/1', { points: 8 })));
    for (const { status } of crowd) expect([200, 503]).toContain(status); // told to come back, never an error of ours
    const racing = await Promise.all([1, 2, 3, 4, 5].map((points) => send('PATCH', path, { points }, headers)));
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });
});

describe('a deletion', () => {
  it('takes the relationship along, and the address where no one else uses it', async () => {
    const before = await counts();
    const { contact: one } = await create();
    const { first_name, last_name } = ADA;
    const { contact: two } = await send('POST', '/v1/contacts', {
      first_name,
      last_name,
      customer_id: 'NEW-2',
      address_id: one.address_id,
    });
    expect((await send('DELETE', `/v1/contacts/${one.id}`)).status).toBe(204);
    expect(await get(two.id)).toEqual(two);
    expect((await send('DELETE', `/v1/contacts/${two.id}`)).status).toBe(204);
    expect((await request(`/v1/contacts/${one.id}`)).status).toBe(404);
    expect(await counts()).toEqual(before);
    await expectSound();
  });
});

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
    const { first_name, last_name } = ADA;
    const { contact: two } = await send('POST', '/v1/contacts', {
      first_name,
      last_name,
      customer_id: 'NEW-2',
      address_id: one.address_id,
    });
    const { response } = await batch(
      [one, two].map(({ id }, at) => ({ op: 'update', id, changes: { city: ['Lom', 'Voss'][at] } })),
    );
    const { results } = await response.json<{ results: { contact: Contact }[] }>();
    expect(results.map(({ contact }) => contact.city)).toEqual(['Lom', 'Voss']);
    expect(new Set([one.address_id, ...results.map(({ contact }) => contact.address_id)]).size).toBe(3);
    await expectSound();
  });
});

describe('an idempotency key', () => {
  it('sent 50 times at once creates one contact and gives 50 equal answers', async () => {
    const before = await count('app_user');
    const answers = await Promise.all(Array.from({ length: 50 }, () => create({}, { 'Idempotency-Key': 'once' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ contact }) => JSON.stringify(contact))).size).toBe(1);
    expect(new Set(answers.map(({ response }) => response.headers.get('Location'))).size).toBe(1);
    expect(answers.filter(({ response }) => !response.headers.has('Idempotency-Replayed')).length).toBe(1);
    expect(await count('app_user')).toBe(before + 1);
  });

  it('replays the first answer although the contact has changed since', async () => {
    const { contact } = await create({ customer_id: 'NEW-K' }, { 'Idempotency-Key': 'k1' });
    await send('PATCH', `/v1/contacts/${contact.id}`, { points: 99 });
    expect((await create({ customer_id: 'NEW-K' }, { 'Idempotency-Key': 'k1' })).contact).toEqual(contact);
  });

  it('with another body, or for another resource, is refused', async () => {
    await create({ customer_id: 'NEW-L' }, { 'Idempotency-Key': 'k2' });
    const other = await create({ customer_id: 'NEW-M' }, { 'Idempotency-Key': 'k2' });
    expect([other.status, (await readProblem(other.response)).type]).toEqual([422, '/problems/idempotency-key-reused']);
    await expectProblem('/v1/contacts', 'invalid-query', {
      method: 'POST',
      body: JSON.stringify(ADA),
      headers: { 'Idempotency-Key': 'ø' },
    });
  });

  it('of a batch replays its answer', async () => {
    const operations = [
      { op: 'create', contact: { ...ADA, customer_id: 'NEW-B' } },
      { op: 'update', id: 1, changes: { points: 4 } },
    ];
    const post = () => send('POST', '/v1/contacts/batch', { operations }, { 'Idempotency-Key': 'k3' });
    const [one, two] = [await post(), await post()];
    expect(await two.response.json()).toEqual(await one.response.json());
  });

  it('is forgotten after a day', async () => {
    await create({ customer_id: 'NEW-N' }, { 'Idempotency-Key': 'k4' });
    await env.DB.prepare('update idempotency set expires = unixepoch() - 1').run();
    const again = await create({ customer_id: 'NEW-N' }, { 'Idempotency-Key': 'k4' });
    expect(again.status).toBe(409);
  });
});
