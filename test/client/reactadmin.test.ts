// The data provider for react-admin, by its own hooks in a browser over a running Worker.
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import type { ContactQuery } from '../../src/client/parameters.ts';
import { CHROMIUM } from '../browser/chromium.ts';
import { visit } from '../browser/visit.ts';
import { openFrame } from './frame.ts';
import { CONTACTS, FOUND, idsOf, SCARCE } from './service.ts';

const IDS = '(list.isFetching ? null : list.data?.map(({ id }) => id))';

describe.skipIf(CHROMIUM === null)('an administration of contacts', () => {
  const site = visit(CONTACTS);
  const open = async () => {
    const client = createClient({ url: site.server.url });
    const page = await site.open('/v1/contacts/version', { bypassCSP: true });
    return { client, ...(await openFrame(page, 'reactadmin')) };
  };

  it('is leafed through three pages on and back, sorted and filtered', async () => {
    const { client, value, until } = await open();
    const walk = async (query: ContactQuery) => {
      const wanted = await idsOf(client, query, 150);
      for (const page of [1, 2, 3, 2, 1]) {
        await value(`void list.setPage(${page})`);
        await until(IDS, wanted.slice((page - 1) * 50, page * 50));
      }
    };
    await until('globalThis.list?.total', CONTACTS);
    await walk({});
    await value(`void list.setSort({ field: 'points', order: 'DESC' })`);
    await walk({ sort: '-points' });
    await value(`void list.setFilters({ points: { lte: 500 }, country: ['NO', 'SE'] }, {})`);
    await walk({ sort: '-points', 'points.lte': 500, 'country.in': ['NO', 'SE'] });
  });

  it('reaches the last page, and says so of one that is too far', async () => {
    const { client, value, until } = await open();
    await until('globalThis.list?.total', CONTACTS);
    await value(`void list.setPage(${CONTACTS / 50})`);
    await until(IDS, (await idsOf(client, { sort: '-id' }, 50)).reverse());
    const far = `{ pagination: { page: ${CONTACTS / 100}, perPage: 50 }, sort: { field: 'id', order: 'ASC' }, filter: {} }`;
    expect(await value(`dataProvider.getList('contacts', ${far}).catch(String)`)).toMatch(/too far/);
  });

  it('fills its pages from pages that end early', async () => {
    const { client, value, until } = await open();
    const wanted = await idsOf(client, FOUND);
    await until('globalThis.list?.total', CONTACTS);
    const { sort, ...filter } = SCARCE;
    await value(`void list.setSort({ field: '${sort}', order: 'ASC' })`);
    await value(`void list.setFilters(${JSON.stringify(filter)}, {})`);
    await until(`${IDS}?.sort((a, b) => a - b)`, wanted);
    expect(await value('list.hasNextPage')).toBe(false);
  });

  it('edits what was seen, tells of a conflict, and deletes', async () => {
    const { client, value, until } = await open();
    await until('globalThis.one?.data?.id', 7);
    const edit = (changes: string) =>
      `update('contacts', { id: 7, data: { ...one.data, ${changes} }, previousData: one.data }, { returnPromise: true }).then(() => 200, ({ status }) => status)`;
    expect(await value(edit('points: 77'))).toBe(200);
    await until('one.data.points', 77);
    await client.update(7, { city: 'Elsewhere' });
    expect(await value(edit('points: 78'))).toBe(412);
    await value('one.refetch()');
    await until('one.data.city', 'Elsewhere');
    expect(await value(edit('points: 78'))).toBe(200);
    expect(await value(`dataProvider.update('contacts', { id: 7, data: { points: 'x' } }).catch(({ body }) => body.errors.points)`)).toMatch(/Expected/); // biome-ignore format: one line
    await value(`remove('contacts', { id: 7, previousData: one.data }, { returnPromise: true })`);
    await expect(client.get(7)).rejects.toMatchObject({ type: 'not-found' });
    await value('list.refetch()');
    await until(`${IDS}?.slice(0, 7)`, [1, 2, 3, 4, 5, 6, 8]);
    const many = `dataProvider.updateMany('contacts', { ids: [1, 2], data: { points: 5 } })`;
    expect(await value(`${many}.then(({ data }) => data)`)).toEqual([1, 2]);
    const read = `dataProvider.getMany('contacts', { ids: [2, 1] })`;
    expect(await value(`${read}.then(({ data }) => data.map(({ points }) => points))`)).toEqual([5, 5]);
  });
});
