// For refine: getList of its data provider, for tables and for infinite lists; the other methods are the client's own.
import type { Client, ContactChanges, ContactQuery, NewContact, SortOf } from 'kartei/client';
import { createPlaces, type ReadSlice } from 'kartei/client/places';

interface RefineAsked {
  pagination?: { currentPage?: number; pageSize?: number };
  sorters?: readonly { field: string; order: 'asc' | 'desc' }[];
  filters?: readonly { field: string; operator: string; value: unknown }[];
}

export function createRefineProvider(client: Client) {
  const lists = new Map<string, ReadSlice>();
  return {
    async getList({ pagination: { currentPage = 1, pageSize = 10 } = {}, sorters = [], filters = [] }: RefineAsked) {
      const sort = sorters.map(({ field, order }) => (order === 'desc' ? `-${field}` : field) as SortOf);
      const conditions = filters.map(({ field, operator, value }) => [`${field}.${operator}`, value]);
      const query: ContactQuery = { ...Object.fromEntries(conditions), ...(sort.length > 0 && { sort }) };
      const key = JSON.stringify(query);
      const read = lists.get(key) ?? createPlaces(client, query);
      lists.set(key, read);
      const { rows, end, total } = await read((currentPage - 1) * pageSize, pageSize);
      const cursor = { next: end === null ? currentPage + 1 : undefined, prev: currentPage - 1 || undefined };
      return { data: rows, total: total?.value ?? rows.length, cursor };
    },
    getOne: async ({ id }: { id: number }) => ({ data: await client.get(id) }),
    create: async ({ variables }: { variables: NewContact }) => ({ data: await client.create(variables) }),
    update: async ({ id, variables }: { id: number; variables: ContactChanges }) => ({
      data: await client.update(id, variables),
    }),
    deleteOne: async ({ id }: { id: number }) => ({ data: await client.delete(id) }),
  };
}
