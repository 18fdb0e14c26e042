// The options for TanStack Query, by the real package over a running Worker.
import { type InfiniteData, InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { infiniteContacts, oneContact } from '../../src/client/adapters/tanstack.ts';
import type { ListPage } from '../../src/client/answer.ts';
import type { ContactQuery } from '../../src/client/parameters.ts';
import { FOUND, idsOf, SCARCE, serve } from './service.ts';

const service = serve();

function observe(query: ContactQuery, maxPages?: number) {
  const cache = new QueryClient();
  const observer = new InfiniteQueryObserver(cache, {
    ...infiniteContacts(service.client, query),
    ...(maxPages && { maxPages }),
  });
  const close = observer.subscribe(() => {});
  const ids = (data: InfiniteData<ListPage> | undefined) => data!.pages.flatMap(({ data }) => data.map(({ id }) => id));
  return { cache, observer, close, ids };
}

describe('an infinite query', () => {
  it.each([
    { sort: '-points', limit: 50 },
    { country: 'NO', 'points.gte': 100, sort: ['last_name', 'first_name'], limit: 20 },
  ] as const)('goes three pages on and back with two of them kept: %j', async (query) => {
    const wanted = await idsOf(service.client, query, 3 * query.limit);
    const { observer, close, ids } = observe(query, 2);
    await observer.refetch();
    for (const pages of [2, 3]) {
      const { data } = await observer.fetchNextPage();
      expect(ids(data)).toEqual(wanted.slice((pages - 2) * query.limit, pages * query.limit));
    }
    expect(observer.getCurrentResult().hasPreviousPage).toBe(true);
    const { data, hasPreviousPage } = await observer.fetchPreviousPage();
    expect(ids(data)).toEqual(wanted.slice(0, 2 * query.limit));
    expect(hasPreviousPage).toBe(false);
    close();
  });

  it('begins at the end, and at a value', async () => {
    const { observer, close, ids } = observe({ sort: 'id', limit: 10, cursor: 'last' });
    await observer.refetch();
    const { data, hasNextPage } = await observer.fetchPreviousPage();
    expect(ids(data)).toEqual((await idsOf(service.client, { sort: '-id' }, 20)).reverse());
    expect(hasNextPage).toBe(false);
    close();
    const other = observe({ sort: 'last_name', limit: 10, seek: 'M' });
    await other.observer.refetch();
    const more = await other.observer.fetchNextPage();
    expect(other.ids(more.data)).toEqual(await idsOf(service.client, { sort: 'last_name', seek: 'M' }, 20));
    other.close();
  });

  it('goes on over pages that end early, and ends at the end', async () => {
    const { observer, close, ids } = observe(SCARCE);
    await observer.refetch();
    expect(observer.getCurrentResult().data!.pages[0]!.page.partial).toBe(true);
    while (observer.getCurrentResult().hasNextPage) await observer.fetchNextPage();
    const found = ids(observer.getCurrentResult().data);
    expect(found.length).toBeGreaterThan(1);
    expect(found.sort((a, b) => a - b)).toEqual(await idsOf(service.client, FOUND));
    close();
  });

  it('reads again what was edited and deleted, and changes nothing that was not seen', async () => {
    const query = { 'id.lte': 40, limit: 10 } as const;
    const { cache, observer, close, ids } = observe(query);
    await observer.refetch();
    const one = new QueryObserver(cache, oneContact(service.client, 7));
    const contact = (await one.refetch()).data!;
    const edited = await service.client.update(contact, { points: contact.points + 1 });
    await cache.invalidateQueries();
    const shown = observer.getCurrentResult().data!.pages[0]!.data.find(({ id }) => id === 7);
    expect(shown).toEqual(edited);
    await service.other.update(7, { city: 'Elsewhere' });
    await expect(service.client.update(edited, { points: 0 })).rejects.toMatchObject({ type: 'precondition-failed' });
    await service.client.delete(8);
    await cache.invalidateQueries();
    expect(ids(observer.getCurrentResult().data)).not.toContain(8);
    close();
  });
});
