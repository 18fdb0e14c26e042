// The page in a real browser, as short as it can be: it comes with its rows, becomes alive, searches and opens a contact.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { column, settled, visit } from './visit.ts';

describe.skipIf(CHROMIUM === null)('the page', () => {
  const site = visit(300);

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
