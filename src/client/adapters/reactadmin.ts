// A data provider for react-admin: one resource, the contacts. What was shown is not written over if someone has changed it
// since, and faults of what was typed stand beside their inputs.
import type { DataProvider, Identifier } from 'ra-core';
import type { ContactChanges, ContactOf, NewContact } from '../answer.ts';
import type { Client } from '../client.ts';
import type { ContactQuery, SortOf } from '../parameters.ts';
import type { FaultFound } from '../problem.ts';
import { createPlaces, type ReadSlice } from './places.ts';

export interface DataProviderOptions {
  /** `contacts` unless given. */
  resource?: string | undefined;
}

interface AdminAsked {
  pagination?: { page: number; perPage: number } | undefined;
  sort?: { field: string; order: 'ASC' | 'DESC' } | undefined;
  filter?: object | undefined;
  signal?: AbortSignal | undefined;
}

const MOST_LISTED = 50;
const MOST_OPERATIONS = 500;
const MOST_LISTS = 20;
const FIRST_PAGE = { page: 1, perPage: 25 };

export function createDataProvider(
  client: Client,
  { resource: own = 'contacts' }: DataProviderOptions = {},
): DataProvider {
  const lists = new Map<string, ReadSlice>();

  const getList = async ({ pagination = FIRST_PAGE, sort, filter = {}, signal }: AdminAsked) => {
    const query = { ...toSort(sort), ...toFilters(filter) } as ContactQuery;
    const key = JSON.stringify(query);
    const read = lists.get(key) ?? createPlaces(client, query);
    lists.delete(key);
    lists.set(key, read);
    if (lists.size > MOST_LISTS) lists.delete(lists.keys().next().value!);
    const { page, perPage } = pagination;
    const start = (page - 1) * perPage;
    const { rows, end, total } = await read(start, perPage, { signal });
    const pageInfo = { hasNextPage: end === null, hasPreviousPage: start > 0 };
    return { data: rows, pageInfo, ...(total?.relation === 'eq' && { total: total.value }) };
  };

  const provider = {
    supportAbortSignal: true,
    getList,
    getOne: async ({ id, signal }: { id: Identifier; signal?: AbortSignal }) => ({
      data: await client.get(Number(id), { signal }),
    }),
    async getMany({ ids, signal }: { ids: Identifier[]; signal?: AbortSignal }) {
      const data: ContactOf[] = [];
      for (const some of cut(ids.map(Number), MOST_LISTED))
        for await (const row of client.rows({ 'id.in': some }, { signal })) data.push(row);
      return { data };
    },
    getManyReference: ({ target, id, filter, ...asked }: AdminAsked & { target: string; id: Identifier }) =>
      getList({ ...asked, filter: { ...filter, [target]: id } }),
    create: async ({ data }: { data: NewContact }) => ({ data: await client.create(data) }),
    async update({ id, data, previousData }: { id: Identifier; data: ContactOf; previousData?: ContactOf }) {
      const seen = previousData?.id === undefined ? Number(id) : previousData;
      return { data: await client.update(seen, toChanges(data, previousData)) };
    },
    async updateMany({ ids, data }: { ids: Identifier[]; data: ContactChanges }) {
      for (const some of cut(ids, MOST_OPERATIONS))
        await client.batch(some.map((id) => ({ op: 'update', id: Number(id), changes: data })));
      return { data: ids };
    },
    async delete({ id, previousData }: { id: Identifier; previousData?: ContactOf }) {
      await client.delete(previousData?.id === undefined ? Number(id) : previousData);
      return { data: previousData ?? { id } };
    },
    async deleteMany({ ids }: { ids: Identifier[] }) {
      for (const some of cut(ids, MOST_OPERATIONS))
        await client.batch(some.map((id) => ({ op: 'delete', id: Number(id) })));
      return { data: ids };
    },
  };
  return withResource(provider, own) as unknown as DataProvider;
}

/** Each method with the resource before its parameters. What goes wrong has what forms read. */
function withResource(provider: object, own: string): object {
  const wrapped = Object.entries(provider).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    const call = async (resource: string, params: unknown) => {
      if (resource !== own) throw new Error(`No resource ${resource}: there are ${own}.`);
      return Promise.resolve(value(params)).catch(throwForForms);
    };
    return [name, call];
  });
  return Object.fromEntries(wrapped);
}

function throwForForms(problem: Error & { errors?: readonly FaultFound[] }): never {
  const errors = Object.fromEntries((problem.errors ?? []).map(({ parameter, detail }) => [parameter, detail]));
  throw Object.assign(problem, { body: { errors } });
}

function toSort(sort: AdminAsked['sort']): ContactQuery {
  return sort ? { sort: (sort.order === 'DESC' ? `-${sort.field}` : sort.field) as SortOf } : {};
}

/** Inputs with a point in their names make objects, those of several values lists. */
function toFilters(filter: object): Record<string, unknown> {
  const pairs = Object.entries(filter).flatMap(([name, value]): [string, unknown][] => {
    if (Array.isArray(value)) return [[name.includes('.') || name === 'any' ? name : `${name}.in`, value]];
    if (typeof value !== 'object' || value === null) return [[name, value]];
    return Object.entries(value).map(([operator, operand]) => [`${name}.${operator}`, operand]);
  });
  return Object.fromEntries(pairs);
}

/** What was changed, not what the server sets. */
function toChanges(data: ContactOf, previous: ContactOf | undefined): ContactChanges {
  const known: Record<string, unknown> = { ...previous };
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => known[name] !== value)) as ContactChanges;
}

function cut<T>(items: T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, at) => items.slice(at * most, (at + 1) * most));
}
