// The OpenAPI document is sound, and it is true: the parameters that it has are those that are taken, and what is answered is
// as it says. It runs in Node, for the validators make code of schemas, which workerd does not let them.
import { compileErrors, validate } from '@readme/openapi-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { AnySchemaObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../seed/database.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { FIELD_NAMES, OPERATORS } from '../../src/contact/fields.ts';
import { OWN } from '../../src/http/exporting.ts';
import worker from '../../src/index.ts';
import { OF_EXPORT, OPTIONS } from '../../src/query/options.ts';
import { runs } from '../support/runs.ts';
import { createMigrated, startHere } from './folder.ts';

const CONTACTS = 300;

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  schema: { type: string; items?: { enum?: string[]; type: string } } & AnySchemaObject;
  example: unknown;
  explode?: boolean;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object; example: unknown }> };
  responses: Record<
    string,
    { $ref?: string; headers?: Record<string, object>; content?: Record<string, { schema: object }> }
  >;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

const { folder, remove } = await createMigrated();
let database: Database;
let document: Document;

beforeAll(async () => {
  database = await openDatabase({ persistTo: folder, remote: false });
  await load(database.d1, await beginRun(database.d1, 1, CONTACTS), { start: startHere });
  document = await (await ask('/openapi.json')).json();
});
afterAll(async () => {
  await database.close();
  await remove();
});

/** The Worker's answer, with what goes on behind it done. */
async function ask(
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: HeadersInit } = {},
): Promise<Response> {
  const behind: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => behind.push(work), passThroughOnException() {} };
  const env = { ACCESS: 'open', BUILD: { id: 'openapi', tag: '', timestamp: '' }, DB: database.d1, KV: database.kv };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const init = { method, ...sent, headers: { 'Content-Type': 'application/json', ...headers } };
  const response = await worker.fetch(
    new Request(`http://localhost${path}`, init) as never,
    env as never,
    context as never,
  );
  await Promise.allSettled(behind);
  return response;
}

function resolve<T extends { $ref?: string }>(part: T): T {
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(part.$ref ?? '') ?? [];
  return kind ? (document.components[kind]![name!] as T) : part;
}

const parametersOf = (path: string) =>
  (document.paths[path]!.get!.parameters ?? []).map(resolve).filter((parameter) => parameter.in === 'query');

/** As the parameter's style puts it into an address. */
function toPairs({ name, explode }: Parameter, value: unknown): string[] {
  const values = Array.isArray(value) ? value.map(String) : [String(value)];
  const texts = explode ? values : [values.join(',')];
  return texts.map((text) => `${name}=${encodeURIComponent(text)}`);
}

const toExamples = (parameter: Parameter) => toPairs(parameter, parameter.example);

function inParts<T>(items: T[], size: number): T[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...inParts(items.slice(size), size)];
}

/** Filters in one request. */
const AT_ONCE = 15;
/** What an option needs beside itself, by the resource that takes it. */
const BESIDE: Record<string, Record<string, string>> = {
  '/v1/contacts': { highlight: '&q=anna' },
  '/v1/contacts/stops': { q: '&sort=city' },
};
const LISTS = ['/v1/contacts', '/v1/contacts/count', '/v1/contacts/stops'];

describe('the OpenAPI document', () => {
  it('passes two validators', async () => {
    const sound = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect([sound.valid, sound.errors ?? []]).toEqual([true, []]);
    const result = await validate(structuredClone(document) as never);
    expect(result.valid ? '' : compileErrors(result)).toBe('');
  });

  it('is tagged, and short enough to be read', async () => {
    const response = await ask('/openapi.json');
    expect((await ask('/openapi.json', { headers: { 'If-None-Match': response.headers.get('ETag')! } })).status).toBe(
      304,
    );
    expect((await response.text()).length).toBeLessThan(200_000);
    expect((await ask('/openapi.json?a=1')).status).toBe(400);
  });

  it.each(LISTS)('has the parameters that %s takes, and no other', async (path) => {
    const taken = parametersOf(path);
    const isFilter = ({ name }: Parameter) => !(OPTIONS as readonly string[]).includes(name);
    const [filters, options] = [taken.filter(isFilter), taken.filter((parameter) => !isFilter(parameter))];
    const kinds = [true, false].map((isPlain) => filters.filter(({ name }) => name.includes('.') !== isPlain));
    const together = kinds.flatMap((kind) => inParts(kind, AT_ONCE)).map((part) => part.flatMap(toExamples).join('&'));
    const alone = options.map((option) => toExamples(option).join('&') + (BESIDE[path]?.[option.name] ?? ''));
    for (const search of [...together, ...alone])
      expect([search, (await ask(`${path}?${search}`)).status]).toEqual([search, 200]);

    const named = new Set(taken.map(({ name }) => name));
    const withOperators = FIELD_NAMES.flatMap((field) => OPERATORS.map((operator) => `${field}.${operator}`));
    const others = [...OPTIONS, ...FIELD_NAMES, ...withOperators, 'citty', 'page'].filter((name) => !named.has(name));
    const refused = await ask(`${path}?${others.map((name) => `${name}=1`).join('&')}`);
    const { errors } = (await refused.json()) as { errors: { parameter: string; code: string }[] };
    const unknown = errors.filter(({ code }) => code === 'unknown-parameter' || code === 'unknown-operator');
    expect(unknown.map(({ parameter }) => parameter).sort()).toEqual(others.sort());
    expect(filters.length).toBeGreaterThan(150);
  });

  it('has the parameters that an export takes, and no other', async () => {
    const path = '/v1/contacts/export';
    const ofList = new Set(parametersOf('/v1/contacts').map(({ name }) => name));
    const own = parametersOf(path).filter(({ name }) => !ofList.has(name));
    const isOption = ({ name }: Parameter) => (OPTIONS as readonly string[]).includes(name);
    expect(
      parametersOf(path)
        .filter(isOption)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...OF_EXPORT.options].sort());
    expect(own.map(({ name }) => name).sort()).toEqual([...OWN].sort());
    const beside: Record<string, string> = { rows: '&after=7', started: '&after=7' };
    for (const parameter of own.filter(({ name }) => name !== 'place')) {
      const search = toExamples(parameter).join() + (beside[parameter.name] ?? '');
      expect([search, (await ask(`${path}?${search}`)).status]).toEqual([search, 200]);
    }
  });

  it('has a schema for each parameter of which no value is a fault of ours', async () => {
    const taken = parametersOf('/v1/contacts').filter(({ name }) => !['cursor', 'any', 'seek', 'q'].includes(name));
    const drawn = fc
      .constantFrom(...taken)
      .chain((parameter) => fc.tuple(fc.constant(parameter), toValue(parameter.schema)));
    await fc.assert(
      fc.asyncProperty(drawn, async ([parameter, value]) => {
        const { status } = await ask(
          `/v1/contacts?limit=1&${toPairs(parameter, value).join('&')}`.replace('limit=1&limit', 'limit'),
        );
        expect([parameter.name, value, status < 500]).toEqual([parameter.name, value, true]);
      }),
      { numRuns: runs(60) },
    );
  });
});

/** Values of the schemas that parameters have. */
function toValue({
  type,
  items,
  enum: values,
  pattern,
  minimum = -1e6,
  maximum = 1e6,
  minItems = 1,
  maxItems = 3,
}: AnySchemaObject): fc.Arbitrary<unknown> {
  if (values) return fc.constantFrom(...values);
  if (type === 'array') return fc.array(toValue(items), { minLength: minItems, maxLength: Math.min(maxItems, 3) });
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum });
  if (type === 'boolean') return fc.boolean();
  return pattern ? fc.stringMatching(new RegExp(pattern)) : fc.constantFrom('2025-01-31', '1980-02-29');
}

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
    ['PATCH', '/v1/contacts/7', { points: 412, phone_number: null }],
    ['PATCH', '/v1/contacts/7', { points: -1 }],
    ['PATCH', '/v1/contacts/7', { points: 1 }, { 'If-Match': '"x"' }],
    ['DELETE', '/v1/contacts/9'],
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
    const resource = path.replace(/\?.*/, '').replace(/\/\d+$/, '/{id}');
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
