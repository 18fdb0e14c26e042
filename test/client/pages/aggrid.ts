// In a browser: a grid of contacts, as a user of AG Grid makes one.
import {
  AllCommunityModule,
  createGrid,
  type GridOptions,
  InfiniteRowModelModule,
  ModuleRegistry,
} from 'ag-grid-community';
import { createDatasource } from '../../../src/client/adapters/aggrid.ts';
import type { ContactOf } from '../../../src/client/answer.ts';
import { createClient } from '../../../src/client/client.ts';
import type { ContactQuery } from '../../../src/client/parameters.ts';

interface Scope {
  document: { createElement: (name: string) => HTMLElement; body: { append: (element: HTMLElement) => void } };
}

ModuleRegistry.registerModules([AllCommunityModule, InfiniteRowModelModule]);

const client = createClient();
const problems: string[] = [];
const scope = globalThis as unknown as Scope;
const root = scope.document.createElement('div');
root.setAttribute('style', 'width: 1000px; height: 600px');
scope.document.body.append(root);

const show = (query: ContactQuery = {}) =>
  createDatasource(client, { query: () => query, onProblem: (problem) => problems.push(String(problem)) });
const options: GridOptions<ContactOf> = {
  rowModelType: 'infinite',
  cacheBlockSize: 50,
  maxConcurrentDatasourceRequests: 1,
  getRowId: ({ data }) => String(data.id),
  defaultColDef: { filter: true },
  columnDefs: [
    { field: 'id' },
    { field: 'last_name' },
    { field: 'points', filter: 'agNumberColumnFilter' },
    { field: 'country' },
  ],
  datasource: show(),
};
const grid = createGrid(root, options);

/** The ids of the rows from one to another, as far as they have come. */
const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => grid.getDisplayedRowAtIndex(from + at)?.data?.id ?? null);

Object.assign(globalThis, { grid, client, problems, ids, show });
