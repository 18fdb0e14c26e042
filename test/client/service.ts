// A running Worker with so many contacts that some pages end early, a client of it, and what another writer does meanwhile.
import { afterAll, beforeAll } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import type { ContactQuery } from '../../src/client/parameters.ts';
import { type Server, startServer } from '../browser/server.ts';

/** More than the work budget of one request looks at. */
export const CONTACTS = 100_000;
/** Few contacts, which no index finds in this order: its pages are partial. */
export const SCARCE = { 'customer_id.contains': '9999', sort: 'city' } as const satisfies ContactQuery;
/** The same contacts, on one page. */
export const FOUND = { 'customer_id.contains': '9999', limit: 200 } as const satisfies ContactQuery;

export interface Service {
  server: Server;
  client: Client;
  /** Writes as somebody else, of whom the client learns nothing. */
  other: Client;
}

/** Started before the tests of a file, and stopped after them. */
export function serve(): Service {
  const service = {} as Service;
  beforeAll(async () => {
    service.server = await startServer(CONTACTS);
    service.client = createClient({ url: service.server.url });
    service.other = createClient({ url: service.server.url });
  });
  afterAll(() => service.server?.close());
  return service;
}

/** The ids of the first rows of a list, by its own pages. */
export async function idsOf(client: Client, query: ContactQuery, most = Number.POSITIVE_INFINITY): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of client.rows({ ...query, fields: ['id'] })) if (ids.push(id) >= most) break;
  return ids;
}
