// Options for TanStack Query 5, of whatever framework: an infinite list that grows and shrinks at both ends, and one
// contact. Needs nothing of the library but to be handed to it.
import type { ContactOf, ListPage } from '../answer.ts';
import type { Client } from '../client.ts';
import type { ContactQuery, FieldKey } from '../parameters.ts';

/** Where a page begins, and to which side it goes on from there. */
export interface PagePlace {
  cursor: string | null;
  back: boolean;
}

interface Aborting {
  signal: AbortSignal;
}

export interface InfiniteContacts<Name extends FieldKey> {
  queryKey: readonly ['contacts', 'list', ContactQuery<Name>];
  queryFn: (asked: Aborting & { pageParam: PagePlace }) => Promise<ListPage<Name>>;
  initialPageParam: PagePlace;
  getNextPageParam: (page: ListPage<Name>) => PagePlace | null;
  getPreviousPageParam: (page: ListPage<Name>) => PagePlace | null;
  /** The client asks again by itself. */
  retry: false;
}

export interface OneContactOptions {
  queryKey: readonly ['contacts', 'one', number];
  queryFn: (asked: Aborting) => Promise<ContactOf>;
  retry: false;
}

/** For useInfiniteQuery; with `maxPages` beside it what is far away is dropped, and read again on the way back. */
export function infiniteContacts<Name extends FieldKey = FieldKey>(
  client: Pick<Client, 'pages'>,
  query: ContactQuery<Name> = {},
): InfiniteContacts<Name> {
  const toPlace = (cursor: string | null, back: boolean) => (cursor === null ? null : { cursor, back });
  return {
    queryKey: ['contacts', 'list', query],
    async queryFn({ pageParam: { cursor, back }, signal }) {
      const start = cursor === null ? query : { ...query, cursor, seek: undefined };
      for await (const page of client.pages<Name>(start, { back, signal })) return page;
      throw new Error('A list has a page.');
    },
    initialPageParam: { cursor: query.cursor ?? null, back: query.cursor === 'last' },
    getNextPageParam: ({ page }) => toPlace(page.next, false),
    getPreviousPageParam: ({ page }) => toPlace(page.prev, true),
    retry: false,
  };
}

/** For useQuery. What it gives may be handed to `client.update`, which then changes nothing that was not seen. */
export function oneContact(client: Pick<Client, 'get'>, id: number): OneContactOptions {
  return { queryKey: ['contacts', 'one', id], queryFn: ({ signal }) => client.get(id, { signal }), retry: false };
}
