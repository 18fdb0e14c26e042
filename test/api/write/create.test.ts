// Creating contacts: what is stored, and what is refused.
import { describe, expect, it } from 'vitest';
import { ADA } from '../../support/contacts.ts';
import { readProblem, request } from '../../support/problem.ts';
import { type Contact, counts, create, expectSound, get, send } from './ada.ts';

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
    expect((await readProblem(taken.response)).errors).toMatchObject([
      { parameter: 'customer_id', code: 'taken', pointer: '/customer_id' },
    ]);
    const names = { first_name: 'A', last_name: 'B', customer_id: 'NEW-2', address_id: 999_999 };
    const nowhere = await send('POST', '/v1/contacts', names);
    expect(nowhere.status).toBe(422);
    expect((await readProblem(nowhere.response)).errors).toMatchObject([
      { parameter: 'address_id', pointer: '/address_id' },
    ]);
    expect(await counts()).toEqual(before);
    await expectSound();
  });

  it('has no text whose folded form is too long for a link to the page behind it', async () => {
    const hangul = {
      customer_id: 'NEW-H',
      first_name: '뷁'.repeat(200),
      last_name: '뷁'.repeat(200),
      city: '뷁'.repeat(200),
    };
    expect((await create(hangul)).status).toBe(201);
    expect((await create({ customer_id: 'NEW-I', first_name: 'A' })).status).toBe(201);
    const sorted = '/v1/contacts?customer_id.startswith=NEW&sort=-first_name,last_name,city&limit=1';
    const { links } = await (await request(sorted)).json<{ links: { next: string } }>();
    expect((await request(links.next)).status).toBe(200);
    const { response } = await create({ first_name: 'ﷺ'.repeat(200) });
    expect((await readProblem(response)).errors).toMatchObject([{ parameter: 'first_name', pointer: '/first_name' }]);
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

  it('is told that a text is too long, and a number too large, as what they are', async () => {
    const long = { last_name: 'a'.repeat(201), street_number: '1'.repeat(51), points: 2 ** 53, city: 'ﷺ'.repeat(200) };
    const { errors } = await readProblem((await create(long)).response);
    const told = errors!.map(({ parameter, code, detail }) => `${parameter} ${code} ${detail}`);
    expect(told.sort()).toEqual([
      'city out-of-range Expected fewer of the characters that stand for several.',
      'last_name out-of-range Expected at most 200 characters.',
      'points out-of-range Expected 2^53-1 or less.',
      'street_number out-of-range Expected at most 50 characters.',
    ]);
  });

  it('is refused where its body names something twice, of which one would be ignored', async () => {
    const body = `${JSON.stringify({ ...ADA, customer_id: 'NEW-T' }).slice(0, -1)},"points":1,"p\\u006fints":2}`;
    const response = await request('/v1/contacts', { method: 'POST', body });
    const { status, errors } = await readProblem(response);
    const detail = '"points" is given more than once.';
    expect([status, errors]).toEqual([
      422,
      [{ parameter: 'points', pointer: '/points', code: 'repeated-parameter', detail }],
    ]);
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
