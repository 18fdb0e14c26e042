// What the page does while the network is slow, fails or is away, when another tab writes, and when it is asked too often.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { column, PATIENT, settled, visit } from './visit.ts';

describe.skipIf(CHROMIUM === null)('the page', () => {
  const site = visit(100_000);

  it('drops an answer that comes too late', async () => {
    const page = await site.open('/');
    await settled(page);
    const isReleased = Promise.withResolvers<void>();
    const isLate = Promise.withResolvers<void>();
    await page.route(/q=ann(?!a)/, async (route) => {
      await isReleased.promise;
      await route.continue().catch(() => {}); // nobody waits for it any more
      isLate.resolve();
    });
    const box = page.getByRole('searchbox');
    await box.fill('ann');
    await page.waitForURL(/q=ann$/);
    await box.fill('anna');
    await page.waitForURL(/q=anna$/);
    await settled(page);
    const names = await column(page, 'First name');
    isReleased.resolve();
    await isLate.promise;
    await page.waitForTimeout(300); // it would be shown by then
    expect(await column(page, 'First name')).toEqual(names);
    expect(page.url()).toMatch(/q=anna$/);
  });

  it('says that it is offline, keeps what it shows, and heals by itself', async () => {
    const page = await site.open('/?sort=city');
    await settled(page);
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Last page' }).click();
    await page.getByText('You are offline.').waitFor();
    expect(await column(page, 'City')).toHaveLength(50);
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText('You are offline.').count(), PATIENT).toBe(0);
    await settled(page);
    expect(await page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
  });

  it('waits as long as it is told when it has asked too often', async () => {
    const page = await site.open('/');
    await settled(page);
    let refused = 0;
    await page.route(/\/v1\/contacts\?.*sort=points/, (route) => {
      if (refused++ > 0) return route.continue();
      const body = JSON.stringify({ type: '/problems/quota-exceeded', title: 'Too many requests', status: 429 });
      return route.fulfill({
        status: 429,
        headers: { 'Retry-After': '2' },
        contentType: 'application/problem+json',
        body,
      });
    });
    await page.getByRole('columnheader', { name: 'Points' }).getByRole('link').click();
    await page.getByText(/Too many requests: going on in \d s/).waitFor();
    await settled(page);
    expect(refused).toBe(2);
    expect(new Set(await column(page, 'Points'))).toEqual(new Set(['0']));
  });

  it('says what another has changed, and moves no row until asked', async () => {
    const page = await site.open('/?sort=-points');
    await settled(page);
    const before = await column(page, 'First name');
    const id = await page.locator('.list tbody tr').nth(2).getAttribute('data-id');
    await fetch(`${site.server.url}/v1/contacts/${id}`, { method: 'PATCH', body: '{"points":0}' });
    await page.evaluate(`dispatchEvent(new Event('online'))`); // asks at once, as after the half minute
    await page.getByText('This list has changed').waitFor();
    expect(await column(page, 'First name')).toEqual(before);
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => page.locator(`tr[data-id="${id}"]`).count(), PATIENT).toBe(0);
  });

  it('tells other tabs what one has learnt', async () => {
    const first = await site.open('/');
    await settled(first);
    const second = await first.context().newPage();
    await second.goto(`${site.server.url}/?sort=-points`);
    await settled(second);
    const asked: string[] = [];
    second.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const id = await second.locator('.list tbody tr').nth(0).getAttribute('data-id');
    await fetch(`${site.server.url}/v1/contacts/${id}`, { method: 'PATCH', body: '{"points":1}' });
    await first.evaluate(`dispatchEvent(new Event('online'))`);
    await second.getByText('This list has changed').waitFor();
    expect(asked.filter((path) => path.endsWith('/version'))).toEqual([]);
  });

  it('goes on with a page that the budget ended', async () => {
    const page = await site.open('/?customer_id.contains=QQ&phone_number.contains=9&sort=street');
    await page.getByText('No match so far.').waitFor();
    const goOn = page.getByRole('button', { name: 'Go on looking' });
    const end = page.getByRole('heading', { name: 'No contact matches' });
    for (let parts = 0; parts < 30 && !(await end.isVisible()); parts++) {
      await goOn.or(end).waitFor();
      if (await goOn.isVisible()) await goOn.click();
    }
    await end.waitFor();
    await page.getByText('No contacts', { exact: true }).waitFor();
  });
});

describe.skipIf(CHROMIUM === null)('without a script', () => {
  const site = visit(300);

  it('lists, sorts, filters, turns pages and shows a contact', async () => {
    const page = await site.open('/', { javaScriptEnabled: false });
    await page.getByRole('columnheader', { name: 'Last name' }).getByRole('link').click();
    await page.getByLabel('Points, at least').fill('1');
    await page.getByRole('button', { name: 'Filter' }).click();
    expect(new URL(page.url()).search).toBe('?sort=last_name&points.gte=1');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText(/^51–100 of \d+/).waitFor();
    await page.locator('.list tbody a.who').first().click();
    await page.getByRole('complementary', { name: 'Contact' }).waitFor();
    await page.getByRole('searchbox').fill('anna');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(page.url()).toContain('q=anna');
  });
});
