// Rows that stand get other texts written into them: after each way to other rows they are what the Worker would draw.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { settled, visit } from './visit.ts';

/** Names in several scripts, marks, numbers, times, and values that are missing. */
const FIELDS = '?fields=first_name,last_name,country,points,last_activity,birthday,phone_number';

describe.skipIf(CHROMIUM === null)('rows', () => {
  const site = visit(100_000);

  it('are what the Worker draws, whichever were there before', async () => {
    const page = await site.open(`/${FIELDS}`);
    await settled(page);
    const steps: (() => Promise<unknown>)[] = [
      () => page.keyboard.press('n'),
      () => page.getByRole('columnheader', { name: 'Last name' }).getByRole('link').click(),
      () => page.getByRole('columnheader', { name: 'Last name' }).getByRole('link').click(),
      () => page.keyboard.press('n'),
      () => page.goBack(),
      () => page.getByRole('searchbox', { name: 'Search contacts' }).fill('anna'),
      () => page.getByRole('searchbox', { name: 'Search contacts' }).fill('ann 19'),
      () => page.getByRole('searchbox', { name: 'Search contacts' }).fill(''),
      () => page.getByRole('columnheader', { name: 'Last active' }).getByRole('link').click(),
      () => chooseAndFilter(page, 'Country'),
      () => page.keyboard.press('n'),
      () => page.getByRole('columnheader', { name: 'First name' }).getByRole('link').click(),
    ];
    for (const [at, step] of steps.entries()) {
      const before = page.url();
      await step();
      await page.waitForURL((url) => url.href !== before);
      await settled(page);
      const { pathname, search } = new URL(page.url());
      const plain = await site.open(pathname + search, { javaScriptEnabled: false });
      expect(await read(page), `step ${at}: ${search}`).toEqual(await read(plain));
      await plain.context().close();
    }
  });
});

/** By keyboard, of the third row. */
async function chooseAndFilter(page: Page, field: string): Promise<void> {
  for (let row = 0; row < 3; row++) await page.keyboard.press('j');
  const heads = await page.locator('.list thead .label').allTextContents();
  for (let column = 1; column < heads.indexOf(field); column++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
}

/** Each element of each row with its attributes and its own text. */
function read(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('.list tbody *')].map((element) => {
    const attributes = [...element.attributes].map(({ name, value }) => name + '=' + value).sort();
    const texts = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data);
    return [element.localName, ...attributes, texts.join('')].join(' ');
  })`);
}
