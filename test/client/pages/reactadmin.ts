// In a browser: what react-admin's own screens are made of, on the data provider; tests press its buttons by name.
import { CoreAdminContext, useDelete, useGetOne, useListController, useUpdate } from 'ra-core';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createDataProvider } from '../../../src/client/adapters/reactadmin.ts';
import { createClient } from '../../../src/client/client.ts';

interface Scope {
  document: { createElement: (name: string) => HTMLElement; body: { append: (element: HTMLElement) => void } };
}

const dataProvider = createDataProvider(createClient());
const PER_PAGE = 50;

function Probe(): null {
  const list = useListController({
    resource: 'contacts',
    perPage: PER_PAGE,
    disableSyncWithLocation: true,
    debounce: 0,
  } as object);
  const [update] = useUpdate();
  const [remove] = useDelete();
  const one = useGetOne('contacts', { id: 7 });
  Object.assign(globalThis, { list, update, remove, one, dataProvider });
  return null;
}

const scope = globalThis as unknown as Scope;
const root = scope.document.createElement('div');
scope.document.body.append(root);
createRoot(root).render(createElement(CoreAdminContext, { dataProvider }, createElement(Probe)));
