// The list at 100,000 contacts, in a real browser: each of its features over the address, and back.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { column, settled, visit } from './visit.ts';

describe.skipIf(CHROMIUM === null)('the list', () => {
  const site = visit(100_000);

  it('says where it is and how many there are', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.getByText('1–50 of 100,000').waitFor();
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('51–100 of 100,000').waitFor();
    await page.getByRole('link', { name: 'Previous page' }).click();
    await page.getByText('1–50 of 100,000').waitFor();
    await page.getByRole('link', { name: 'Last page' }).click();
    await settled(page);
    expect(await page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
    expect(await column(page, 'First name')).not.toHaveLength(0);
    await page.getByRole('link', { name: 'First page' }).click();
    await page.getByText('1–50 of 100,000').waitFor();
  });

  it('goes back at once and without a request', async () => {
    const page = await site.open('/?sort=city');
    await settled(page);
    const first = await column(page, 'City');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('51–100 of').waitFor();
    await settled(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goBack();
    await settled(page);
    expect(await column(page, 'City')).toEqual(first);
    await page.waitForTimeout(300); // a request that is late is one, too
    expect(asked).toEqual([]);
  });

  it('sorts by a head, the other way by a second click, and by two with Shift', async () => {
    const page = await site.open('/');
    await settled(page);
    const head = (name: string) => page.getByRole('columnheader', { name }).getByRole('link');
    await head('Points').click();
    await page.waitForURL(/sort=points$/);
    await head('Points').click();
    await page.waitForURL(/sort=-points$/);
    await settled(page);
    const points = (await column(page, 'Points')).map((text) => Number(text.replaceAll(',', '')));
    expect(points).toEqual(points.toSorted((a, b) => b - a));
    expect(await page.getByRole('columnheader', { name: 'Points' }).getAttribute('aria-sort')).toBe('descending');
    await head('Last name').click({ modifiers: ['Shift'] });
    await page.waitForURL(/sort=-points,last_name$/);
  });

  it('filters by a chip, whose parts can be changed, and which can be taken away', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.getByRole('button', { name: '+ Filter' }).click();
    const editor = page.getByRole('form', { name: 'New filter' });
    await editor.getByLabel('Field').selectOption('Country');
    await editor.getByLabel('Value').selectOption('Norway');
    await editor.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/\?country=NO$/);
    await settled(page);
    expect(new Set(await column(page, 'Country'))).toEqual(new Set(['Norway']));
    await page
      .getByRole('group', { name: 'Country is Norway' })
      .getByRole('button', { name: 'is', exact: true })
      .click();
    await page.getByRole('form', { name: 'Change filter' }).getByLabel('Comparison').selectOption('is not');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/\?country.ne=NO$/);
    await page.getByRole('link', { name: 'Remove: Country is not Norway' }).click();
    await page.waitForURL(({ search }) => search === '');
  });

  it('filters by the value of a cell, by mouse and by keys', async () => {
    const page = await site.open('/?sort=city');
    await settled(page);
    const [city] = await column(page, 'City');
    await page.locator('.list tbody tr').first().getByText(city!, { exact: true }).click();
    await page.getByRole('link', { name: 'Only this' }).click();
    await settled(page);
    expect(new URL(page.url()).searchParams.get('city')).toBe(city);
    expect(new Set(await column(page, 'City'))).toEqual(new Set([city]));
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('x');
    await page.waitForURL(/last_name\.ne=|city\.ne=/);
  });

  it('searches as one types, marks what matches, and says what it corrected', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('anna');
    await page.waitForURL(/q=anna$/);
    await settled(page);
    expect(await page.locator('.list mark').count()).toBeGreaterThan(10);
    await page.getByRole('searchbox').fill('schmitd');
    await page.getByText('Nobody has “schmitd”.').waitFor();
    await page.getByRole('link', { name: 'Exactly as typed' }).click();
    await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('"schmitd"');
    await page.goBack();
    await page.getByText('Nobody has “schmitd”.').waitFor();
  });

  it('says which filter emptied it', async () => {
    const page = await site.open('/?country=NO&points.gte=2000000000');
    const without = page.getByRole('link', { name: /^Without Points is at least 2,000,000,000: \d/ });
    await without.waitFor();
    await without.click();
    await page.waitForURL(/\?country=NO$/);
    await settled(page);
    expect(await column(page, 'Country')).toHaveLength(50);
  });

  it('counts by value, and filters by a count', async () => {
    const page = await site.open('/?country=NO');
    await settled(page);
    await page.getByRole('link', { name: 'Counts', exact: true }).click();
    const counts = page.getByRole('complementary', { name: 'Counts by value' });
    await counts.getByRole('link', { name: /^Norway/ }).waitFor();
    await counts.getByRole('link', { name: /^Sweden/ }).click();
    await page.waitForURL(/country\.in=NO,SE/);
    await settled(page);
    expect([...new Set(await column(page, 'Country'))].sort()).toEqual(['Norway', 'Sweden']);
  });

  it('chooses and orders columns', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.getByText('Columns', { exact: true }).click();
    await page.getByRole('link', { name: 'Hide Birthday' }).click();
    await page.getByRole('link', { name: 'Show Gender' }).click();
    await page.waitForURL(/fields=/);
    await settled(page);
    expect(await page.getByRole('columnheader', { name: 'Birthday' }).count()).toBe(0);
    expect(new Set(await column(page, 'Gender')).size).toBeGreaterThan(1);
    await page.getByText('Columns', { exact: true }).click({ force: true });
  });

  it('goes to a letter by typing, and copies what is shown', async () => {
    const page = await site.open('/?sort=last_name', { permissions: ['clipboard-read', 'clipboard-write'] });
    await settled(page);
    await page.keyboard.press('g');
    await page.keyboard.type('M');
    await page.keyboard.press('Enter');
    await page.waitForURL(/seek=M$/);
    await settled(page);
    expect((await column(page, 'Last name'))[0]).toMatch(/^M/i);
    await page.keyboard.press('e');
    await page.getByRole('button', { name: /^Copy these 50 rows/ }).click();
    await page.getByText('Rows copied').waitFor();
    const rows = (await page.evaluate<string>('navigator.clipboard.readText()')).split('\n');
    expect(rows).toHaveLength(51);
    expect(rows[0]!.split('\t').slice(0, 2)).toEqual(['first_name', 'last_name']);
  });

  it('is dragged through by the scrubber, which says where it is', async () => {
    const page = await site.open('/?sort=last_name');
    await settled(page);
    const slider = page.getByRole('slider', { name: 'Go to a place in the list, by Last name' });
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^A/);
    await slider.fill('60');
    await page.waitForURL(/seek=/);
    await settled(page);
    const [first] = await column(page, 'Last name');
    const seek = new URL(page.url()).searchParams.get('seek')!;
    expect(first!.toLowerCase().slice(0, 1)).toBe(seek.slice(0, 1));
    await page.getByText(`From “${seek}” on, of 100,000`).waitFor();
  });

  it('keeps a view under a name', async () => {
    const page = await site.open('/?country=NO&sort=-points');
    await settled(page);
    await page.getByText('Views', { exact: true }).click();
    await page.getByLabel('Name of the view').fill('Best of Norway');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.goto(`${site.server.url}/`);
    await settled(page);
    await page.getByText('Views', { exact: true }).click();
    await page.getByRole('link', { name: 'Best of Norway' }).click();
    await page.waitForURL(/\?country=NO&sort=-points$/);
  });
});
