// Everybody can use the page: axe finds nothing in any state, everything is done by keyboard, a phone shows cards; and who
// must sign in does so once.
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { PATIENT, settled, still, violations, visit } from './visit.ts';

const TOKEN = 'a-token-for-tests';
const PHONE = { viewport: { width: 390, height: 844 } };

describe.skipIf(CHROMIUM === null)('the page', () => {
  const site = visit(300);

  describe('for everybody', () => {
    const menu = (name: string) => (page: Page) => page.getByText(name, { exact: true }).click();

    it.each<[name: string, path: string, lead?: ((page: Page) => Promise<void>) | undefined, options?: object]>([
      ['the list', '/?sort=-points,last_name&country=DE'],
      ['one contact and counts', '/contacts/7?facet=country,gender'],
      ['a filter', '/?country=DE', (page) => page.keyboard.press('f')],
      ['columns', '/', menu('Columns')],
      ['sorting', '/', menu('Sort')],
      ['views', '/', menu('Views')],
      ['sharing', '/', menu('Share')],
      ['looks', '/', menu('Look')],
      ['an edit', '/contacts/7', (page) => page.getByRole('button', { name: 'Edit' }).click()],
      ['a new contact', '/contacts/new'],
      ['the keys', '/', (page) => page.keyboard.press('?')],
      ['a change of all', '/', changeAll],
      ['an empty list', '/?city=Nowhere&country=NO'],
      ['a faulty address', '/?citty=Oslo'],
      ['a cell', '/', (page) => page.locator('.list tbody td').nth(3).click()],
      ['the dark', '/contacts/7?q=anna', undefined, { colorScheme: 'dark' }],
      ['a phone', '/', undefined, PHONE],
      ['a contact on a phone', '/contacts/7', undefined, PHONE],
    ])('axe finds nothing in %s', async (_, path, lead, options) => {
      const page = await site.open(path, options);
      await settled(page);
      await lead?.(page);
      await still(page);
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    });

    it.each([320, 390, 720, 1024])('fits a window of %s pixels, or a larger one that is zoomed', async (width) => {
      for (const path of ['/?country=DE&facet=country', '/contacts/7', '/contacts/new']) {
        const page = await site.open(path, { viewport: { width, height: 700 } });
        await settled(page);
        expect([path, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([path, width]);
        await page.context().close();
      }
    });

    it('begins another page at its top on a phone, where the document scrolls', async () => {
      const page = await site.open('/', PHONE);
      await settled(page);
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      expect(await page.evaluate<number>('scrollY')).toBeGreaterThan(PHONE.viewport.height);
      await page.getByRole('link', { name: 'Next' }).click();
      await page.waitForURL(/cursor=/);
      await settled(page);
      expect(await page.evaluate<number>('scrollY')).toBe(0);
      await page.context().close();
    });

    async function changeAll(page: Page): Promise<void> {
      await page.getByText('Share', { exact: true }).click();
      await page.getByRole('button', { name: /^Change all/ }).click();
    }
  });

  describe('by keyboard alone', () => {
    it('one finds, opens, edits and closes', async () => {
      const page = await site.open('/');
      await settled(page);
      const { keyboard } = page;
      await keyboard.press('/');
      await keyboard.type('a');
      await keyboard.press('Escape');
      await keyboard.press('Tab');
      await page.evaluate('document.activeElement.blur()');
      for (const key of ['j', 'j', 'Enter']) await keyboard.press(key);
      await page.waitForURL(/\/contacts\/\d+/);
      await page.getByRole('button', { name: 'Edit' }).waitFor();
      await keyboard.press('Enter');
      await page.getByRole('button', { name: 'Save' }).waitFor();
      await keyboard.press('Escape');
      await page.getByRole('button', { name: 'Edit' }).waitFor();
      await keyboard.press('Escape');
      await page.waitForURL((url) => !url.pathname.startsWith('/contacts'));
      await keyboard.press('c');
      await page.getByRole('link', { name: 'Hide First name' }).waitFor();
      await keyboard.press('Escape');
      await keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    });
  });

  describe('behind Cloudflare Access', () => {
    /** The page as it is rendered there; Access itself is beyond this machine. */
    async function openBehind(path: string): Promise<Page> {
      const page = await site.open('/docs');
      await page.route(`${site.server.url}${path}`, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace('"session":null', '"session":"access"');
        await route.fulfill({ response, body });
      });
      await page.goto(site.server.url + path);
      await settled(page);
      return page;
    }

    it('one signs out where Access does', async () => {
      const page = await openBehind('/?country=DE');
      await page.getByText('Look', { exact: true }).click();
      const link = page.getByRole('link', { name: 'Sign out' });
      expect(await link.getAttribute('href')).toBe('/cdn-cgi/access/logout');
      await still(page);
      expect(await violations(page)).toEqual([]);
    });

    it('one is told when the session has ended, signs in in another tab, and goes on with what was typed', async () => {
      const page = await openBehind('/?country=DE');
      let isOver = true;
      await page.route('**/v1/contacts*', async (route) => {
        expect(route.request().headers()['x-requested-with']).toBe('XMLHttpRequest');
        return isOver ? route.fulfill({ status: 401, body: '' }) : route.continue();
      });
      await page.getByRole('searchbox').fill('anna');
      await page.getByText('Your session has ended').waitFor();
      expect(await page.getByLabel('Access token').count()).toBe(0);
      await still(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.getByRole('link', { name: 'Sign in in a new tab' }).getAttribute('target')).toBe('_blank');
      isOver = false;
      await page.getByRole('button', { name: 'Go on' }).click();
      await settled(page);
      expect(await page.getByText('Your session has ended').count()).toBe(0);
      expect(await page.getByRole('searchbox').inputValue()).toBe('anna');
    });
  });
});

describe.skipIf(CHROMIUM === null)('who must sign in', () => {
  const site = visit(300, { ACCESS: 'closed', READ_TOKENS: createHash('sha256').update(TOKEN).digest('hex') });

  it('does so once, comes where they wanted to go, and signs out', async () => {
    const page = await site.open('/?country=DE');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Access token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This token is not valid.').waitFor();
    await page.getByLabel('Access token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\?country=DE$/);
    await settled(page);
    await page.getByText('Look', { exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access token').waitFor();
  });

  it('is told when the session has ended, and goes on after signing in', async () => {
    const page = await site.open('/');
    await page.getByLabel('Access token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await settled(page);
    await page.context().clearCookies();
    await page.getByRole('searchbox').fill('anna');
    await page.getByText('Your session has ended').waitFor();
    await page.getByLabel('Access token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByText('Your session has ended').count(), PATIENT).toBe(0);
    await settled(page);
    expect(page.url()).toContain('q=anna');
    expect(await page.getByRole('searchbox').inputValue()).toBe('anna');
  });
});
