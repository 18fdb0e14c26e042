// The documentation in a real browser: nothing for axe to find, no page that is wider than its screen or its paper, and a way
// round without a script.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { violations, visit } from './visit.ts';

const PHONE = { width: 390, height: 844 };
/** A4 within its margins. */
const PAPER = { width: 720, height: 1040 };

describe.skipIf(CHROMIUM === null)('the documentation', () => {
  const site = visit(300);

  it.each([
    ['/docs/api', 'light'],
    ['/docs/reference', 'dark'],
    ['/problems/invalid-query', 'dark'],
  ] as const)('has nothing that axe finds: %s, %s', async (path, colorScheme) => {
    for (const viewport of [{ width: 1440, height: 900 }, PHONE]) {
      const page = await site.open(path, { colorScheme, viewport });
      expect(await violations(page)).toEqual([]);
    }
  });

  it('is never wider than a phone or a sheet of paper', async () => {
    const page = await site.open('/docs/', { viewport: PHONE });
    const addresses = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.pages a')].map((link) => link.pathname)`,
    );
    const wide = async () => await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    for (const address of new Set([...addresses, '/problems/conflict'])) {
      await page.setViewportSize(PHONE);
      await page.goto(site.server.url + address);
      expect([address, 'phone', await wide()]).toEqual([address, 'phone', 0]);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize(PAPER);
      expect([address, 'paper', await wide()]).toEqual([address, 'paper', 0]);
      expect(await page.locator('.pages').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
    }
  });

  it('is gone through without a script, by links alone', async () => {
    const page = await site.open('/', { javaScriptEnabled: false, viewport: PHONE });
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.waitForURL('**/docs/');
    await page.getByText('Pages', { exact: false }).first().click();
    await page.getByRole('link', { name: 'Problems', exact: true }).click();
    await page.waitForURL('**/problems/');
    await page.getByRole('link', { name: 'cursor-mismatch' }).click();
    await page.getByRole('heading', { name: 'The way out' }).waitFor();
    await page.goto(`${site.server.url}/docs/reference`);
    await page.getByRole('cell', { name: 'gte' }).getByRole('link').first().click();
    expect(await page.locator('body').textContent()).toMatch(/^\{"data":\[/);
  });

  it('is open beside the text where there is room, and skipped by one key', async () => {
    const page = await site.open('/docs/planner');
    expect(await page.getByRole('link', { name: 'Search', exact: true }).isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    expect(new URL(page.url()).hash).toBe('#content');
  });
});
