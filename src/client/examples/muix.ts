// For MUI X Data Grid: its `dataSource`, with `sortingMode`, `filterMode` and `paginationMode` left to the server.
import type { Client, ContactQuery, SortOf } from 'kartei/client';
import { createPlaces, type ReadSlice } from 'kartei/client/places';

interface MuiAsked {
  paginationModel?: { page: number; pageSize: number };
  sortModel: readonly { field: string; sort?: 'asc' | 'desc' | null }[];
}

export function createDataSource(client: Client, filters: ContactQuery = {}) {
  const lists = new Map<string, ReadSlice>();
  return {
    async getRows({ paginationModel = { page: 0, pageSize: 100 }, sortModel }: MuiAsked) {
      const sort = sortModel.map(({ field, sort }) => (sort === 'desc' ? `-${field}` : field) as SortOf);
      const query: ContactQuery = { ...filters, ...(sort.length > 0 && { sort }) };
      const key = JSON.stringify(query);
      const read = lists.get(key) ?? createPlaces(client, query);
      lists.set(key, read);
      const { page, pageSize } = paginationModel;
      const { rows, end, total } = await read(page * pageSize, pageSize);
      const rowCount = total?.relation === 'eq' ? total.value : -1; // -1: unknown
      return { rows, rowCount, pageInfo: { hasNextPage: end === null } };
    },
  };
}
