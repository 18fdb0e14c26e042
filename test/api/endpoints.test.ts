// The endpoints beside the list: one contact, the field table, the index at the root, and the health of the database.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { VALUE_COUNT_FIELDS } from '../../src/plan/valuecount.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { request } from '../support/problem.ts';

const contacts = drawContacts(30, 5);

beforeAll(() => storeContacts(contacts));

/** The contract's table of fields: name, type, whether it may be null. */
const FIELD_TABLE: [string, string, boolean][] = [
  ['id', 'integer', false],
  ['first_name', 'text', false],
  ['last_name', 'text', false],
  ['gender', 'enum', true],
  ['customer_id', 'text', false],
  ['phone_number', 'text', true],
  ['created', 'datetime', false],
  ['birthday', 'date', true],
  ['last_updated', 'datetime', false],
  ['address_id', 'integer', false],
  ['street', 'text', false],
  ['street_number', 'text', false],
  ['city_code', 'text', false],
  ['city', 'text', false],
  ['country', 'text', false],
  ['relationship_id', 'integer', false],
  ['points', 'integer', false],
  ['relationship_created', 'datetime', false],
  ['last_activity', 'datetime', true],
];

describe('one contact', () => {
  it('has all of its fields, in the order of the table, no value as null', async () => {
    for (const contact of contacts) {
      const response = await request(`/v1/contacts/${contact.id}`);
      const body = await response.json<Record<string, unknown>>();
      expect(body).toEqual(contact);
      expect(Object.keys(body)).toEqual(FIELD_TABLE.map(([name]) => name));
    }
  });

  it('has an entity tag that answers If-None-Match with 304 and changes with the contact', async () => {
    const first = await request('/v1/contacts/3');
    const tag = first.headers.get('ETag')!;
    expect(tag).toMatch(/^(W\/)?"[^"\s]+"$/);
    for (const condition of [tag, `W/${tag}`, `"x",${tag}`, '*']) {
      const response = await request('/v1/contacts/3', { headers: { 'If-None-Match': condition } });
      expect([response.status, await response.text(), response.headers.get('ETag')]).toEqual([304, '', tag]);
    }
    await env.DB.prepare('update customer_relationship set points = points + 1 where appuser_id = 3').run();
    const changed = await request('/v1/contacts/3', { headers: { 'If-None-Match': tag } });
    expect([changed.status, changed.headers.get('ETag') === tag]).toEqual([200, false]);
    expect((await request('/v1/contacts/99', { headers: { 'If-None-Match': '*' } })).status).toBe(404);
  });
});

describe('the small endpoints', () => {
  it('show each field with its type and operators, and whether an index serves them', async () => {
    const response = await request('/v1/contacts/fields');
    const { data } = await response.json<{
      data: {
        name: string;
        type: string;
        nullable: boolean;
        values?: string[];
        operators: { name: string; indexed: boolean }[];
      }[];
    }>();
    expect(data.map(({ name, type, nullable }) => [name, type, nullable])).toEqual(FIELD_TABLE);
    const ordered = ['lt', 'lte', 'gt', 'gte', 'between'];
    for (const { name: field, type, nullable, values, operators } of data) {
      expect(operators.map(({ name }) => name).sort()).toEqual(
        [
          'eq',
          'ne',
          'in',
          'nin',
          ...(type === 'enum' ? [] : ordered),
          ...(type === 'text' ? ['startswith', 'contains'] : []),
          ...(nullable ? ['null'] : []),
        ].sort(),
      );
      expect(values).toEqual(type === 'enum' ? ['female', 'male', 'diverse'] : undefined);
      const isCounted = (VALUE_COUNT_FIELDS as string[]).includes(field);
      for (const { name, indexed } of operators)
        expect([field, name, indexed]).toEqual([field, name, name !== 'contains' || isCounted]);
    }
  });

  it('take every operator that they show, and no other', async () => {
    const { data } = await (await request('/v1/contacts/fields')).json<{
      data: { name: string; type: string; operators: { name: string }[] }[];
    }>();
    const value: Record<string, string> = {
      integer: '5',
      text: 'a',
      enum: 'male',
      date: '2025-01-31',
      datetime: '2025-01-31',
    };
    for (const { name, type, operators } of data)
      for (const operator of [
        'eq',
        'ne',
        'in',
        'nin',
        'lt',
        'lte',
        'gt',
        'gte',
        'between',
        'startswith',
        'contains',
        'null',
      ]) {
        const texts: Record<string, string> = { null: 'true', between: `${value[type]},${value[type]}` };
        const text = texts[operator] ?? value[type];
        const { status } = await request(`/v1/contacts?${name}.${operator}=${text}&limit=1&count=none`);
        expect([name, operator, status]).toEqual([
          name,
          operator,
          operators.some(({ name }) => name === operator) ? 200 : 400,
        ]);
      }
  });

  it('name at the root addresses that can each be opened', async () => {
    const index = await (await request('/')).json<{ try: Record<string, string> }>();
    expect(Object.keys(index.try).length).toBeGreaterThan(3);
    for (const path of Object.values(index.try)) expect([path, (await request(path)).status]).toEqual([path, 200]);
  });

  it('tell that the database is reachable', async () => {
    const response = await request('/healthz');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ status: 'ok', database: 'reachable', contacts: contacts.length });
  });
});
