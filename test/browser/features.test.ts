// What makes a list one's own: widths, order and values of filters; what is copied and kept; what is seen while it waits.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { column, PATIENT, settled, visit } from './visit.ts';

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

describe.skipIf(CHROMIUM === null)('the list', () => {
  const site = visit(100_000);
  const widthOf = async (page: Page, name: string) =>
    Math.round((await page.getByRole('columnheader', { name }).boundingBox())!.width);

  async function filter(page: Page, field: string, comparison: string) {
    await page.getByRole('button', { name: '+ Filter' }).click();
    const editor = page.getByRole('form', { name: 'New filter' });
    await editor.getByLabel('Field').selectOption(field);
    await editor.getByLabel('Comparison').selectOption(comparison);
    return editor;
  }

  it('keeps the width that a column was dragged to, and takes it back', async () => {
    const page = await site.open('/');
    await settled(page);
    const usual = await widthOf(page, 'City');
    const { x, y, width, height } = (await page.getByRole('columnheader', { name: 'City' }).boundingBox())!;
    await page.mouse.move(x + width - 3, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width + 87, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => widthOf(page, 'City'), PATIENT).toBe(usual + 90);
    expect(new URL(page.url()).search).toBe(''); // it did not sort
    const others = await widthOf(page, 'Country');
    await page.reload();
    await settled(page);
    await expect.poll(() => widthOf(page, 'City'), PATIENT).toBe(usual + 90);
    expect(await widthOf(page, 'Country')).toBe(others);
    await page.mouse.dblclick(x + width + 87, y + height / 2);
    await expect.poll(() => widthOf(page, 'City'), PATIENT).toBe(usual);
  });

  it('orders columns, and keeps the first one in view', async () => {
    const page = await site.open('/', { viewport: { width: 900, height: 700 } });
    await settled(page);
    await page.getByText('Columns', { exact: true }).click();
    await page.getByRole('link', { name: 'Move Last name left' }).click();
    await page.waitForURL(/fields=last_name,first_name,/);
    await settled(page);
    await page.keyboard.press('Escape');
    const first = page.getByRole('columnheader', { name: 'Last name' });
    const before = await first.boundingBox();
    await page.evaluate(`document.querySelector('.rows').scrollTo({ left: 400 })`);
    expect((await first.boundingBox())!.x).toBe(before!.x);
  });

  it('suggests values while a filter is made, with their counts', async () => {
    const page = await site.open('/?country=NO');
    await settled(page);
    const editor = await filter(page, 'City', 'is');
    const suggestions = editor.getByRole('group', { name: 'Suggestions' }).getByRole('button');
    await suggestions.first().waitFor();
    expect(await suggestions.first().textContent()).toMatch(/^\S.* [\d,]+$/);
    await editor.getByLabel('Value').fill('trondh');
    const found = suggestions.filter({ hasText: /^Trondheim [\d,]+$/ });
    await found.click();
    expect(await editor.getByLabel('Value').inputValue()).toBe('Trondheim');
    const said = Number(/[\d,]+$/.exec((await found.textContent())!)![0].replaceAll(',', ''));
    await editor.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/city=Trondheim$/);
    await page.getByText(`of ${said.toLocaleString('en')}`).waitFor();
  });

  it('suggests values that are rare, and several of them', async () => {
    const page = await site.open('/');
    await settled(page);
    const editor = await filter(page, 'Last name', 'is one of');
    const suggestions = editor.getByRole('group', { name: 'Suggestions' }).getByRole('button');
    for (const begin of ['aalb', 'aaler']) {
      const typed = await editor.getByLabel('Value').inputValue();
      await editor.getByLabel('Value').fill(typed === '' ? begin : `${typed},${begin}`);
      await suggestions.filter({ hasText: new RegExp(`^${begin}`, 'i') }).first().click(); // biome-ignore format: one chain
    }
    await editor.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/last_name\.in=Aalbers,Aalerud$/);
  });

  it('has editors that fit: days that are often wanted, choices to tick, several values', async () => {
    const page = await site.open('/');
    await settled(page);
    let editor = await filter(page, 'Last active', 'is');
    await editor.getByRole('button', { name: 'Last year' }).click();
    expect(await editor.getByLabel('Comparison').inputValue()).toBe('between');
    await editor.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/last_activity\.between=\d{4}-01-01,\d{4}-12-31$/);
    editor = await filter(page, 'Gender', 'is one of');
    for (const choice of ['Female', 'Diverse']) await editor.getByLabel(choice).check();
    await editor.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/gender\.in=female,diverse$/);
    await settled(page);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await page.waitForURL(({ search }) => search === '');
  });

  it('sorts by a second field from its menu, and goes to a day', async () => {
    const page = await site.open('/?sort=-birthday');
    await settled(page);
    await page.getByText('Sort: Birthday ↓', { exact: true }).click();
    await page.getByRole('link', { name: 'Then by Last name' }).click();
    await page.waitForURL(/sort=-birthday,last_name$/);
    await page.locator('#jump').fill('1980-05-31');
    await page.keyboard.press('Enter');
    await page.waitForURL(/seek=1980-05-31$/);
    await settled(page);
    expect(Date.parse(`${(await column(page, 'Birthday'))[0]} UTC`)).toBeLessThanOrEqual(Date.UTC(1980, 4, 31));
  });

  it('counts exactly when asked, and says what it cost', async () => {
    const page = await site.open('/?country=NO&points.gte=500&sort=-points');
    await settled(page);
    await page.getByText(/^1–50 of at least [\d,]+$/).waitFor();
    const exactly = page.getByRole('link', { name: 'Count exactly' });
    const isDone = async () => {
      if (await exactly.isVisible()) await exactly.click(); // what takes long is counted on
      await settled(page);
      return !(await exactly.isVisible());
    };
    await expect.poll(isDone, { ...PATIENT, interval: 1000 }).toBe(true);
    const { total } = (await (
      await fetch(`${site.server.url}/v1/contacts/count?country=NO&points.gte=500&count=exact`)
    ).json()) as { total: { value: number } };
    await page.getByText(`1–50 of ${total.value.toLocaleString('en')}`).waitFor();
    expect(await page.locator('.status').textContent()).toMatch(/from the (database|cache)$/);
  });

  it('is copied as a command and as a link to a file', async () => {
    const page = await site.open('/?country=NO&sort=-points', CLIPBOARD);
    await settled(page);
    const copied = async (name: string, said: string) => {
      await page.keyboard.press('e');
      await page.getByRole('button', { name }).click();
      await page.getByText(said).last().waitFor();
      return page.evaluate<string>('navigator.clipboard.readText()');
    };
    const command = await copied('Copy as a curl command', 'Command copied');
    const [, url] = /^curl '([^']+)'$/.exec(command)!;
    const { data } = (await (await fetch(url!)).json()) as { data: { country: string }[] };
    expect(new Set(data.map(({ country }) => country))).toEqual(new Set(['NO']));
    const file = await (await fetch(await copied('Copy a link to all as CSV', 'Link copied'))).text();
    expect(file.trimEnd().split('\n').at(-1)).toMatch(/^#end,rows=\d+,/);
  });

  it('keeps colours and spacing', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.getByText('Look', { exact: true }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.getByRole('button', { name: 'Dense' }).click();
    await page.reload();
    await settled(page);
    const seen = await page.evaluate('({ ...document.documentElement.dataset })');
    expect(seen).toEqual({ theme: 'dark', density: 'dense' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation', { name: 'Tools' }).isVisible()).toBe(false);
    expect(await page.locator('.list tbody tr').nth(49).isVisible()).toBe(true);
  });

  it('fetches the next page ahead, and asks for nothing when it is turned', async () => {
    const page = await site.open('/?sort=city');
    await settled(page);
    const ahead = page.waitForResponse(/\/v1\/contacts\?.*cursor=/);
    await page.getByRole('link', { name: 'Next page' }).hover();
    await (await ahead).finished();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('51–100 of').waitFor();
    expect(asked.filter((url) => url.includes('cursor='))).toEqual([]);
  });

  it('shows where rows will be while there are none yet, and moves nothing', async () => {
    const page = await site.open('/?city=Nowhere&facet=country');
    await settled(page);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/v1\/contacts\?(?!.*city=)/, async (route) => {
      await released;
      await route.continue();
    });
    await page.getByRole('link', { name: /^Without City is Nowhere/ }).click();
    await page.locator('.rows .skeleton').waitFor();
    release();
    await settled(page);
    expect(await page.locator('.skeleton').count()).toBe(0);
  });
});
