// The page in a real browser, as short as it can be: it comes with its rows, becomes alive, searches and opens a contact; and
// the documentation as the same server has it.
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/problem.ts';
import { CHROMIUM } from './chromium.ts';
import { column, settled, visit } from './visit.ts';

const TYPES = Object.keys(PROBLEMS);

describe.skipIf(CHROMIUM === null)('the page', () => {
  const site = visit(300);

  it('has its documentation beside it, by addresses without an end, and nothing where there is none', async () => {
    const ask = (path: string) => fetch(site.server.url + path, { redirect: 'manual' });
    for (const address of ['/docs/', '/docs/api', '/docs/reference', ...TYPES.map((type) => `/problems/${type}`)]) {
      const { status, headers } = await ask(address);
      expect([address, status, headers.get('Content-Type')]).toEqual([address, 200, 'text/html; charset=utf-8']);
      expect(headers.get('Content-Security-Policy')).toMatch(
        /^default-src 'none'; style-src 'self'; img-src 'self' data:;/,
      );
    }
    for (const [path, address] of [
      ['/docs', '/docs/'],
      ['/docs/api.html', '/docs/api'],
      ['/problems', '/problems/'],
    ])
      expect([path, (await ask(path!)).headers.get('Location')]).toEqual([path, address]);
    for (const path of ['/docs/nowhere', '/problems/nothing', '/style/docs.css'])
      expect(await (await ask(path)).json()).toMatchObject({ type: '/problems/not-found', status: 404 });
    const { type } = (await (await ask('/v1/contacts?citty=Oslo')).json()) as { type: string };
    expect((await ask(type)).status).toBe(200);
  });

  it('lists, sorts, searches and opens a contact, and goes back', async () => {
    const page = await site.open('/');
    await settled(page);
    expect(await page.title()).toBe('300 contacts · Kartei');
    await page.getByRole('link', { name: 'Last name' }).first().click();
    await page.waitForURL(/sort=last_name/);
    await settled(page);
    const names = await column(page, 'Last name');
    expect(names).toHaveLength(50);
    await page.locator('.list tbody a.who').first().click();
    await page.getByRole('complementary', { name: 'Contact' }).getByRole('heading', { level: 2 }).waitFor();
    expect(page.url()).toMatch(/\/contacts\/\d+\?sort=last_name$/);
    await page.goBack();
    await page.goBack();
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('zzzzzz');
    await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
    expect(page.url()).toMatch(/q=zzzzzz/);
  });
});
