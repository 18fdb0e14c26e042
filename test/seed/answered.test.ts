// What is answered is as the OpenAPI document says. In Node, for the validator makes code of schemas, which workerd refuses.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, document, resolve, serveDocument } from './document.ts';

await serveDocument();

const NEW = { first_name: 'Åda', last_name: 'Olsen', customer_id: 'O-1', address_id: 3 };

describe('what is answered', () => {
  const REQUESTS: [method: string, path: string, body?: unknown, headers?: Record<string, string>][] = [
    ['GET', '/v1/contacts?limit=3&facet=country,city&explain=true&q=anna&highlight=true'],
    ['GET', '/v1/contacts?count=none&fields=id,city&cursor=last'],
    ['GET', '/v1/contacts?q=shmidtt&count=exact'],
    ['GET', '/v1/contacts?citty=1&points.gte=abc&any=points%3Da'],
    ['GET', '/v1/contacts?cursor=x'],
    ['GET', '/v1/contacts', undefined, { Accept: 'text/html' }],
    ['GET', '/v1/contacts', undefined, { Accept: 'text/csv' }],
    ['GET', '/v1/contacts?format=ndjson'],
    ['GET', '/v1/contacts/export?id.lt=5'],
    ['GET', '/v1/contacts/export?format=ndjson&sort=city'],
    ['GET', '/v1/contacts/export?limit=5'],
    ['GET', '/v1/contacts/export?sort=city&after=99999'],
    ['GET', '/v1/contacts/count?country=NO'],
    ['GET', '/v1/contacts/count?limit=1'],
    ['GET', '/v1/contacts/stops?sort=-points'],
    ['GET', '/v1/contacts/stops?q=anna'],
    ['GET', '/v1/contacts/version'],
    ['GET', '/v1/contacts/fields'],
    ['GET', '/v1/contacts/5'],
    ['GET', '/v1/contacts/99999'],
    ['GET', '/healthz'],
    ['GET', '/'],
    ['POST', '/v1/contacts/search', { 'points.gte': 1, facet: ['gender'], any: [{ country: 'NO' }, { gender: null }] }],
    ['POST', '/v1/contacts/search', { citty: 1, any: [{ points: 'a' }] }],
    ['POST', '/v1/contacts', NEW],
    ['POST', '/v1/contacts', NEW],
    ['POST', '/v1/contacts', { first_name: '' }],
    [
      'POST',
      '/v1/contacts/batch',
      {
        operations: [
          { op: 'create', contact: { ...NEW, customer_id: 'O-2' } },
          { op: 'update', id: 5, changes: { points: 3 } },
          { op: 'delete', id: 6 },
        ],
      },
    ],
    ['POST', '/v1/contacts/batch', { operations: [{ op: 'delete', id: 'a' }] }],
    [
      'POST',
      '/v1/contacts/actions',
      { filter: { country: 'NO', any: [{ points: 1 }] }, op: 'update', changes: { points: 3 } },
    ],
    ['POST', '/v1/contacts/actions', { filter: { q: 'shmidtt' }, op: 'delete' }],
    ['POST', '/v1/contacts/actions', { filter: { citty: 'Oslo' }, op: 'delete', confirm: 'x' }],
    ['POST', '/v1/contacts/actions', { next: 'x' }],
    ['PATCH', '/v1/contacts/7', { points: 412, phone_number: null }],
    ['PATCH', '/v1/contacts/7', { points: -1 }],
    ['PATCH', '/v1/contacts/7', { points: 1 }, { 'If-Match': '"x"' }],
    ['DELETE', '/v1/contacts/9'],
    ['GET', '/v1/contacts/7/history?limit=1'],
    ['GET', '/v1/contacts/9/history'],
    ['GET', '/v1/contacts/99999/history'],
    ['GET', '/v1/contacts/7/history?cursor=x'],
    ['GET', '/v1/contacts/7/export'],
    ['GET', '/v1/contacts/7/avatar.svg'],
    ['GET', '/v1/contacts/99999/avatar.svg'],
    ['POST', '/session', undefined, { Origin: 'http://localhost' }],
    ['DELETE', '/session', undefined, { Origin: 'http://localhost' }],
    ['DELETE', '/session', undefined, { Origin: 'http://localhost:1' }],
    ['GET', '/v1/contacts/9/export'],
    ['DELETE', '/v1/contacts/9'],
  ];
  let ajv: Ajv2020;
  beforeAll(() => {
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ ...document, $id: 'openapi' });
  });
  /** Faults of a value by the schema at a pointer; empty where there is none. */
  const faultsOf = (pointer: string, value: unknown) => {
    const check = ajv.getSchema(`openapi#${pointer}`)!;
    return check(value) ? [] : check.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const toToken = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

  it.each(REQUESTS)('is as the document says: %s %s %j', async (method, path, body, headers) => {
    const response = await ask(path, { method, body, ...(headers && { headers }) });
    const resource = path.replace(/\?.*/, '').replace(/\/\d+(?=$|\/)/, '/{id}');
    const described = document.paths[resource]![method.toLowerCase()]!.responses[response.status];
    expect([path, response.status, described !== undefined]).toEqual([path, response.status, true]);
    const answer = resolve(described!);
    for (const name of Object.keys(answer.headers ?? {}).filter(
      (name) => name !== 'X-D1-Bookmark' && !(name === 'ETag' && path.includes('explain')),
    ))
      expect([name, response.headers.has(name)]).toEqual([name, true]);
    if (!answer.content) return expect(await response.text()).toBe('');
    const [type] = response.headers.get('Content-Type')!.split(';');
    expect(Object.keys(answer.content)).toContain(type);
    const place =
      described!.$ref?.slice(1) ?? `/paths/${toToken(resource)}/${method.toLowerCase()}/responses/${response.status}`;
    const text = await response.text();
    const value = /\bjson$/.test(type!) ? JSON.parse(text) : text;
    expect(faultsOf(`${place}/content/${toToken(type!)}/schema`, value)).toEqual([]);
  });

  it('is as the document says where an action is confirmed', async () => {
    const action = { filter: { id: 12 }, op: 'update', changes: { points: 3 } };
    const send = async (body: object) =>
      (await ask('/v1/contacts/actions', { method: 'POST', body })).json<{ confirm: string; done: number }>();
    const { confirm } = await send(action);
    const acted = await send({ ...action, confirm });
    expect([acted.done, faultsOf('/components/schemas/Acted', acted)]).toEqual([1, []]);
    expect(faultsOf('/components/schemas/Action', { ...action, confirm })).toEqual([]);
  });

  it('comes of bodies that the document takes, its own examples among them', async () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, { requestBody }] of Object.entries(methods))
        for (const [type, { example }] of Object.entries(requestBody?.content ?? {})) {
          const pointer = `/paths/${toToken(path)}/${method}/requestBody/content/${toToken(type)}/schema`;
          expect([path, faultsOf(pointer, example)]).toEqual([path, []]);
          const response = await ask(path.replace('{id}', '11'), { method: method.toUpperCase(), body: example });
          expect([path, method, response.status < 300]).toEqual([path, method, true]);
        }
    for (const body of [{ citty: 1 }, { any: [{}] }, { 'points.gte': [1] }, { limit: 0 }, { sort: ['nme'] }])
      expect([body, faultsOf('/components/schemas/Query', body).length > 0]).toEqual([body, true]);
  });
});
