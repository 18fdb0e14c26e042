// One contact beside the list: opened, edited, made, deleted and brought back; and what two writers do to each other.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { column, PATIENT, settled, visit } from './visit.ts';

describe.skipIf(CHROMIUM === null)('one contact', () => {
  const site = visit(100_000);
  const read = async (id: number) =>
    (await (await fetch(`${site.server.url}/v1/contacts/${id}`)).json()) as Record<string, string | number | null>;
  const patch = (id: number, body: object) =>
    fetch(`${site.server.url}/v1/contacts/${id}`, { method: 'PATCH', body: JSON.stringify(body) });

  it('has an address of its own, and J and K go to the next', async () => {
    const page = await site.open('/?sort=-points');
    await settled(page);
    await page.locator('.list tbody a.who').nth(1).click();
    await page.waitForURL(/\/contacts\/\d+\?sort=-points$/);
    const second = page.url();
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.href !== second);
    await page.keyboard.press('k');
    await page.waitForURL(second);
    const name = await page.locator('.panel h2').textContent();
    await page.reload();
    expect(await page.locator('.panel h2').textContent()).toBe(name);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/\?sort=-points$/);
  });

  it('is edited in place, with what is wrong said at its field', async () => {
    const page = await site.open('/contacts/21');
    await settled(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('City', { exact: true }).fill('Åndalsnes');
    await page.getByLabel(/^Phone/).fill('12');
    await page.keyboard.press('Control+Enter');
    await page.locator('#field-phone_number-fault').waitFor();
    expect(await page.getByLabel('City', { exact: true }).inputValue()).toBe('Åndalsnes');
    await page.getByLabel(/^Phone/).fill('+4722334455');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    expect(await read(21)).toMatchObject({ city: 'Åndalsnes', phone_number: '+4722334455' });
    expect((await column(page, 'City'))[20]).toBe('Åndalsnes');
    expect(await page.locator('.news').count()).toBe(0); // what one has written oneself is no news
  });

  it('shows both values where another has written the same fields, and loses nothing', async () => {
    const page = await site.open('/contacts/22');
    await settled(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('City', { exact: true }).fill('Bergen');
    await page.getByLabel(/^Points/).fill('4321');
    await patch(22, { city: 'Trondheim', street: 'Storgata' });
    await page.getByRole('button', { name: 'Save' }).click();
    const city = page.getByRole('group', { name: 'City' });
    await city.getByText('Bergen').waitFor();
    await city.getByLabel('Theirs: Trondheim').check();
    await page.getByText('Their changes of Street stay.').waitFor();
    await page.getByRole('button', { name: 'Save so' }).click();
    await page.getByText('Saved').waitFor();
    expect(await read(22)).toMatchObject({ city: 'Trondheim', street: 'Storgata', points: 4321 });
  });

  it('keeps what is being typed while one looks at another', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.locator('.list tbody a.who').nth(4).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Street', { exact: true }).fill('Typed and not saved');
    await page.locator('.list tbody a.who').nth(5).click();
    await page.getByRole('button', { name: 'Edit' }).waitFor();
    await page.locator('.list tbody a.who').nth(4).click();
    expect(await page.getByLabel('Street', { exact: true }).inputValue()).toBe('Typed and not saved');
  });

  it('is made once, with what is missing said', async () => {
    const page = await site.open('/');
    await settled(page);
    await page.keyboard.press('a');
    await page.waitForURL(/\/contacts\/new$/);
    await page.getByLabel('First name', { exact: true }).fill('Ada');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#field-last_name-fault').waitFor();
    const values = {
      'Last name': 'Prøve',
      'Customer no.': 'E2E-1',
      Street: 'Storgata',
      'No.': '5',
      Postcode: '0155',
      City: 'Oslo',
    };
    for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel('Country', { exact: true }).selectOption('Norway');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Ada Prøve is added').waitFor();
    await page.waitForURL(/\/contacts\/100001$/);
    await page.getByText('1 more contact').waitFor();
    expect(await read(100_001)).toMatchObject({ first_name: 'Ada', country: 'NO' });
  });

  it('is deleted after a moment in which that can be undone', async () => {
    const page = await site.open('/contacts/31');
    await settled(page);
    const name = (await page.locator('.panel h2').textContent())!;
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`${name} is deleted`).waitFor();
    expect(await page.locator('tr[data-id="31"]').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('tr[data-id="31"]').waitFor();
    await page.waitForURL(/\/contacts\/31$/);
    expect((await read(31)).id).toBe(31);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.goto(`${site.server.url}/`); // leaving the page ends the moment
    await expect.poll(async () => (await read(31)).status, PATIENT).toBe(404);
  });

  it('is said to be gone where another has deleted it', async () => {
    const page = await site.open('/contacts/41');
    await settled(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('City', { exact: true }).fill('Moss');
    await fetch(`${site.server.url}/v1/contacts/41`, { method: 'DELETE' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /gone|deleted|found/i })
      .first()
      .waitFor();
    expect(await page.getByLabel('City', { exact: true }).inputValue()).toBe('Moss');
  });
});
