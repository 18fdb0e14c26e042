// The datasource for AG Grid, by the real grid in a browser over a running Worker.
import { describe, expect, it } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { createClient } from '../../src/client/client.ts';
import type { ContactQuery } from '../../src/client/parameters.ts';
import { CHROMIUM } from '../browser/chromium.ts';
import { visit } from '../browser/visit.ts';
import { openFrame } from './frame.ts';
import { CONTACTS, FOUND, idsOf, SCARCE } from './service.ts';

describe.skipIf(CHROMIUM === null)('a grid of contacts', () => {
  const site = visit(CONTACTS);
  const open = async () => {
    const client: Client = createClient({ url: site.server.url });
    const page = await site.open('/v1/contacts/version', { bypassCSP: true });
    return { client, ...(await openFrame(page, 'aggrid')) };
  };

  it('is scrolled three blocks on and back, in any order, with filters', async () => {
    const { client, value, until } = await open();
    const walk = async (query: ContactQuery) => {
      const wanted = await idsOf(client, query, 150);
      for (const block of [0, 1, 2, 1, 0]) {
        await value(`grid.ensureIndexVisible(${block * 50 + 25}, 'middle')`);
        await until(`ids(${block * 50}, ${block * 50 + 50})`, wanted.slice(block * 50, block * 50 + 50));
      }
    };
    await walk({});
    await value(`grid.applyColumnState({ state: [{ colId: 'points', sort: 'desc' }] })`);
    await walk({ sort: '-points' });
    const points = { filterType: 'number', type: 'inRange', filter: 100, filterTo: 900 };
    const country = {
      filterType: 'text',
      operator: 'OR',
      conditions: ['NO', 'SE'].map((filter) => ({ filterType: 'text', type: 'equals', filter })),
    };
    await value(`grid.setFilterModel(${JSON.stringify({ points, country })})`);
    const any = [{ 'country.eq': 'NO' }, { 'country.eq': 'SE' }];
    await walk({ sort: '-points', 'points.gt': 100, 'points.lt': 900, any });
    expect(await value('problems')).toEqual([]);
  });

  it('says what the API has no way to ask, and what is too far to be counted to', async () => {
    const { value, until } = await open();
    await until('ids(0, 1).length', 1);
    await value(`grid.setFilterModel({ last_name: { filterType: 'text', type: 'endsWith', filter: 'sen' } })`);
    await until('problems', ['RangeError: The API has no filter "endsWith".']);
    await value(`grid.setFilterModel(null)`);
    await until(`grid.getDisplayedRowCount() === ${CONTACTS}`, true);
    await value(`grid.ensureIndexVisible(50000, 'middle')`);
    await until('problems.length > 1', true);
    expect(await value('problems.at(-1)')).toMatch(/too far/);
  });

  it('reaches the end from the end', async () => {
    const { client, value, until } = await open();
    await until(`grid.getDisplayedRowCount() === ${CONTACTS}`, true);
    const wanted = (await idsOf(client, { sort: '-id' }, 20)).reverse();
    await value(`grid.ensureIndexVisible(${CONTACTS - 1}, 'bottom')`);
    await until(`ids(${CONTACTS - 20}, ${CONTACTS})`, wanted);
  });

  it('fills its blocks from pages that end early', async () => {
    const { client, value, until } = await open();
    const wanted = await idsOf(client, FOUND);
    await value(`grid.setGridOption('datasource', show(${JSON.stringify(SCARCE)}))`);
    await until(`grid.getDisplayedRowCount()`, wanted.length);
    const found = await value<number[]>(`ids(0, ${wanted.length})`);
    expect(found.sort((a, b) => a - b)).toEqual(wanted);
  });

  it('shows what was edited and deleted when it is refreshed, and changes nothing that was not seen', async () => {
    const { client, value, until } = await open();
    await until('ids(0, 1)', [1]);
    await value(`client.update(ids(0, 1)[0], { points: 12345 }).then(() => grid.refreshInfiniteCache())`);
    await until('grid.getDisplayedRowAtIndex(0)?.data?.points', 12345);
    await client.update(1, { city: 'Elsewhere' });
    const change = `client.update(grid.getDisplayedRowAtIndex(0).data, { points: 1 })`;
    expect(await value(`${change}.catch(({ type }) => type)`)).toBe('precondition-failed');
    await value(`client.delete(2).then(() => grid.refreshInfiniteCache())`);
    await until('ids(0, 3)', [1, 3, 4]);
  });
});
