// Tried as by somebody new, who has read nothing: by names and roles that are seen, and nothing else.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { column, settled, visit } from './visit.ts';

describe.skipIf(CHROMIUM === null)('somebody new', () => {
  const site = visit(100_000);

  it('lists those in Wien with more than 1,000 points, last active before 2024, newest first', async () => {
    const page = await site.open('/');
    await settled(page);
    const filters: [field: string, comparison: string, value: string][] = [
      ['City', 'is', 'Wien'],
      ['Points', 'is above', '1000'],
      ['Last active', 'is before', '2024-01-01'],
    ];
    for (const [field, comparison, value] of filters) {
      await page.getByRole('button', { name: '+ Filter' }).click();
      await page.getByLabel('Field').selectOption(field);
      await page.getByLabel('Comparison').selectOption(comparison);
      await page.getByLabel('Value').fill(value);
      await page.getByRole('button', { name: 'Apply' }).click();
    }
    await page.getByRole('columnheader', { name: 'Last active' }).getByRole('link').click();
    await page.getByRole('columnheader', { name: 'Last active' }).getByRole('link').click();
    await settled(page);
    expect(new URL(page.url()).search).toBe(
      '?city=Wien&points.gt=1000&last_activity.lt=2024-01-01&sort=-last_activity',
    );
    const days = (await column(page, 'Last active')).map((day) => Date.parse(`${day} UTC`));
    expect(days.length).toBeGreaterThan(0);
    expect(days).toEqual(days.toSorted((a, b) => b - a));
    expect(days[0]).toBeLessThan(Date.UTC(2024));
  });

  it('goes to the Ms of the last names', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.getByRole('columnheader', { name: 'Last name' }).getByRole('link').click();
    await page.getByPlaceholder('last name').fill('M');
    await page.keyboard.press('Enter');
    await page.waitForURL(/seek=M/);
    await settled(page);
    expect((await column(page, 'Last name')).every((name) => /^M/i.test(name))).toBe(true);
  });

  it('gives everybody in Oslo with 0 points 10 points', async () => {
    const api = `${site.server.url}/v1/contacts`;
    const page = await site.open('/?city=Oslo&points=0');
    await settled(page);
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: /^Change all that match/ }).click();
    await page.getByLabel('New value').fill('10');
    await page.getByRole('button', { name: 'See whom it concerns' }).click();
    await page.getByRole('button', { name: /^Change [\d,]+ contacts$/ }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    const left = (await (await fetch(`${api}?city=Oslo&points=0&limit=1`)).json()) as { data: unknown[] };
    expect(left.data).toEqual([]);
  });

  it('takes everybody in Norway along as a file, which proves that it is whole', async () => {
    const page = await site.open('/?country=NO');
    await settled(page);
    await page.getByText('Share', { exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Export [\d,]+ contacts as CSV$/ }).click();
    await page.getByText(/^The file is whole: [\d,]+ rows/).waitFor();
    expect((await download).suggestedFilename()).toBe('contacts.csv');
  });

  it('sends this view to a colleague', async () => {
    const page = await site.open('/?country=NO&sort=-points', { permissions: ['clipboard-read', 'clipboard-write'] });
    await settled(page);
    await page.getByText('Share', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Link copied').waitFor();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    const names = await column(page, 'First name');
    const colleague = await site.open(new URL(link).pathname + new URL(link).search);
    expect(await column(colleague, 'First name')).toEqual(names);
  });
});
