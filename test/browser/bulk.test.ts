// Changing all that match: shown before, with its number and some of them; stopped and gone on with; and what happens when
// more match, when an answer is lost, and with any kind of filter.
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { PATIENT, settled, visit } from './visit.ts';

describe.skipIf(CHROMIUM === null)('a change of all that match', () => {
  const site = visit(100_000);
  const count = async (search: string) => {
    const url = `${site.server.url}/v1/contacts/count?${search}&count=exact`;
    const { total } = (await (await fetch(url)).json()) as { total: { value: number } };
    return total.value;
  };

  async function look(page: Page, field: string, value: string): Promise<void> {
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: /^Change all that match/ }).click();
    await page.getByLabel('Field').selectOption(field);
    const box = page.getByLabel('New value');
    if ((await box.evaluate((element) => element.tagName)) === 'SELECT') await box.selectOption(value);
    else await box.fill(value);
    await page.getByRole('button', { name: 'See whom it concerns' }).click();
    await page.getByRole('button', { name: /^Change [\d,]+ contacts?$/ }).waitFor();
  }

  /** Holds the requests of a kind from the `from`th on until it is released. */
  async function hold(page: Page, pattern: RegExp, from: number) {
    let asked = 0;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(pattern, async (route: Route) => {
      if (++asked >= from) await released;
      await route.continue();
    });
    return { release, asked: () => asked };
  }

  it('is shown with its number and some of them before it begins, and can be left', async () => {
    const page = await site.open('/?country=NO&points.lt=3&sort=-created');
    await settled(page);
    const matches = await count('country=NO&points.lt=3');
    await look(page, 'Gender', 'Diverse');
    const dialog = page.getByRole('dialog', { name: 'Change all that match' });
    await dialog.getByText('Country is Norway, and Points is below 3').waitFor();
    await dialog.getByRole('button', { name: `Change ${matches.toLocaleString('en')} contacts` }).waitFor();
    const sample = dialog.getByRole('listitem');
    expect(await sample.count()).toBe(5);
    for (const text of await sample.allTextContents()) expect(text).toMatch(/Norway.*→ Diverse$/);
    const before = await count('gender=diverse');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await count('gender=diverse')).toBe(before);
  });

  it('is looked at again where more match than were confirmed', async () => {
    const page = await site.open('/?city=Bergen&points=0');
    await settled(page);
    const matches = await count('city=Bergen&points=0');
    await look(page, 'Points', '11');
    const more = await fetch(`${site.server.url}/v1/contacts?city=Bergen&points.gt=50&limit=1`);
    const [other] = ((await more.json()) as { data: { id: number }[] }).data;
    await fetch(`${site.server.url}/v1/contacts/${other!.id}`, { method: 'PATCH', body: '{"points":0}' });
    await page.getByRole('button', { name: `Change ${matches.toLocaleString('en')} contacts` }).click();
    await page.getByRole('alert').getByText('contacts match now').waitFor();
    expect(await count('city=Bergen&points=0')).toBe(matches + 1);
    await page.getByRole('button', { name: `Change ${(matches + 1).toLocaleString('en')} contacts` }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await count('city=Bergen&points=0')).toBe(0);
  });

  it('says how far it is, is stopped between steps, and goes on', async () => {
    const page = await site.open('/?country=NO&id.gt=50000');
    await settled(page);
    const matches = await count('country=NO&id.gt=50000');
    await look(page, 'Points', '123456');
    const steps = await hold(page, /\/v1\/contacts\/actions$/, 3);
    await page.getByRole('button', { name: /^Change [\d,]+ contacts$/ }).click();
    await expect.poll(steps.asked, PATIENT).toBe(3);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.keyboard.press('Escape'); // it is not left while a step is under way
    steps.release();
    const said = await page.getByText(`of ${matches.toLocaleString('en')} changed. The others`).textContent();
    const changed = Number(/^[\d,]+/.exec(said!)![0].replaceAll(',', ''));
    expect(changed).toBeLessThan(matches);
    expect(await count('points=123456')).toBe(changed);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await count('points=123456')).toBe(matches);
  });

  it('sends a step again whose answer was lost, with one effect', async () => {
    const page = await site.open('/?country=FI&id.gt=50000');
    await settled(page);
    const matches = await count('country=FI&id.gt=50000');
    await look(page, 'Points', '654321');
    let lost = 0;
    await page.route(/\/v1\/contacts\/actions$/, async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: /^Change [\d,]+ contacts$/ }).click();
    await page.getByText(`${matches.toLocaleString('en')} of ${matches.toLocaleString('en')} changed`).waitFor();
    expect(await count('points=654321')).toBe(matches);
  });

  it('deletes those of a search and of alternatives, and no others', async () => {
    const search = 'q=anna&any=country%3DNO&any=country%3DSE%26points.gte%3D1';
    const page = await site.open(`/?${search}`);
    await settled(page);
    const [matches, all] = [await count(search), await count('q=anna')];
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: /^Change all that match/ }).click();
    await page.getByLabel('What to do').selectOption('Delete them');
    await page.getByRole('button', { name: 'See whom it concerns' }).click();
    await page.getByText('this cannot be undone').waitFor();
    await page.getByRole('button', { name: `Delete ${matches.toLocaleString('en')} contacts` }).click();
    await page.getByText(`${matches.toLocaleString('en')} of ${matches.toLocaleString('en')} deleted`).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
    expect([await count(search), await count('q=anna')]).toEqual([0, all - matches]);
  });
});
