// The OpenAPI document is true: the parameters that it has are those that are taken, and no value of their schemas is a fault
// of ours. That it is sound: ../docs/openapi.test.ts. It runs in Node, for validators make code of schemas, which workerd
// does not let them.
import type { AnySchemaObject } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, OPERATORS } from '../../src/contact/fields.ts';
import { OWN } from '../../src/http/export/exporting.ts';
import { OF_EXPORT, OPTIONS } from '../../src/query/options.ts';
import { runs } from '../support/runs.ts';
import { ask, document, type Parameter, resolve, serveDocument } from './document.ts';

await serveDocument();

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
