// npm run screenshots: pictures of the page's states, to be looked at; with --docs the three of the README. With
// --url they are taken of a server that runs already, which is open.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../../seed/database.ts';
import { launch } from './chromium.ts';
import { startServer } from './server.ts';

const CONTACTS = 100_000;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A4 within its margins. */
const PAPER = { width: 720, height: 1040 };
/** The pictures of the README, smaller than the others. */
const IN_DOCS: Record<string, { width: number; height: number }> = {
  scrubber: { width: 1200, height: 720 },
  contact: { width: 1200, height: 720 },
  phone: { width: 390, height: 720 },
};

interface State {
  path: string;
  options?: BrowserContextOptions;
  before?: (page: Page) => Promise<void>;
  /** What brings the page there. */
  lead?: (page: Page) => Promise<void>;
  isSession?: boolean;
}

const STATES: Record<string, State> = {
  list: { path: '/?country=NO&points.gte=500&sort=-points' },
  scrubber: { path: '/?sort=last_name', lead: drag },
  contact: { path: '/?sort=last_name&facet=country,gender', lead: openFirst },
  phone: { path: '/?country=AT&sort=-points', options: { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true } },
  'phone-contact': { path: '/contacts/7', options: { viewport: PHONE, deviceScaleFactor: 2 } },
  dark: { path: '/?q=anna&sort=-points', options: { colorScheme: 'dark' }, lead: openFirst },
  dense: {
    path: '/?facet=country,city&sort=city',
    lead: (page) => page.evaluate('document.documentElement.dataset.density = "dense"'),
  },
  empty: { path: '/?country=NO&city=Wien&points.gte=1000' },
  partial: { path: '/?customer_id.contains=QQ&phone_number.contains=9&sort=points', before: stopEarly },
  filter: { path: '/?country=NO', lead: chooseDates },
  suggestions: { path: '/?country=NO', lead: chooseCity },
  all: { path: '/?city=Oslo&points=0', lead: changeAll },
  columns: { path: '/', lead: (page) => page.getByText('Columns', { exact: true }).click() },
  edit: { path: '/contacts/12?sort=last_name', lead: (page) => page.getByRole('button', { name: 'Edit' }).click() },
  conflict: { path: '/contacts/9', lead: makeConflict },
  new: { path: '/contacts/new' },
  names: { path: '/?country.in=JP,KR,CN,TW&sort=-last_activity' },
  keys: { path: '/', lead: (page) => page.keyboard.press('?') },
  faulty: { path: '/?citty=Oslo&points.gte=many' },
  signin: { path: '/?country=NO', isSession: true },
  print: { path: '/?country=NO&sort=-points', lead: (page) => page.emulateMedia({ media: 'print' }) },
  zoom: { path: '/?country=NO&sort=-points', options: { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 } },
  docs: { path: '/docs/' },
  'docs-reference': { path: '/docs/reference' },
  'docs-dark': { path: '/docs/api#problems', options: { colorScheme: 'dark' } },
  'docs-phone': { path: '/docs/reference', options: { viewport: PHONE, deviceScaleFactor: 2 } },
  'docs-print': {
    path: '/docs/api',
    options: { viewport: PAPER },
    lead: (page) => page.emulateMedia({ media: 'print' }),
  },
  problem: { path: '/problems/invalid-query' },
  scriptless: { path: '/?country=NO', options: { javaScriptEnabled: false } },
};

async function openFirst(page: Page): Promise<void> {
  await page.locator('.list tbody tr:nth-child(4) a.who').click();
  await page.locator('.panel h2').waitFor();
}

async function drag(page: Page): Promise<void> {
  const { x, y, width, height } = (await page.getByRole('slider').boundingBox())!;
  await page.mouse.move(x + width / 2, y + height * 0.1);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height * 0.6, { steps: 5 }); // and it is held there
}

async function chooseDates(page: Page): Promise<void> {
  await page.keyboard.press('f');
  await page.getByLabel('Field').selectOption('Last active');
  await page.getByLabel('Comparison').selectOption({ label: 'is between' });
}

async function chooseCity(page: Page): Promise<void> {
  await page.keyboard.press('f');
  await page.getByRole('group', { name: 'Suggestions' }).getByRole('button').first().waitFor();
}

async function changeAll(page: Page): Promise<void> {
  await page.getByText('Share', { exact: true }).click();
  await page.getByRole('button', { name: /^Change all that match/ }).click();
  await page.getByLabel('New value').fill('10');
  await page.getByRole('button', { name: 'See whom it concerns' }).click();
  await page.getByRole('button', { name: /^Change [\d,]+ contacts$/ }).waitFor();
}

/** Every further part of the page is as empty as the first. */
async function stopEarly(page: Page): Promise<void> {
  const part = { limit: 50, next: 'more', prev: null, from: null, to: null, partial: true };
  const json = { data: [], page: part, total: { value: 0, relation: 'gte' }, links: {} };
  await page.route(/\/v1\/contacts\?.*cursor=/, (route) => route.fulfill({ json }));
}

async function makeConflict(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('City', { exact: true }).fill('Bergen');
  await page.getByLabel(/^Points/).fill('4200');
  const own = await page.evaluate<number>(`fetch('/v1/contacts/9').then((r) => r.json()).then((r) => r.points)`);
  const body = JSON.stringify({ city: 'Trondheim', points: own + 17, street: 'Storgata' });
  await page.request.patch(new URL('/v1/contacts/9', page.url()).href, { data: body });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.conflict').waitFor();
}

async function take(browser: Browser, url: string, name: string, folder: string): Promise<void> {
  const { path, options, before, lead } = STATES[name]!;
  const size = isForDocs ? { viewport: IN_DOCS[name]!, deviceScaleFactor: 1 } : {};
  const context = await browser.newContext({ viewport: DESKTOP, ...options, ...size });
  const page = await context.newPage();
  await before?.(page);
  await page.goto(url + path, { waitUntil: 'networkidle' });
  await lead?.(page);
  await page.waitForTimeout(700); // what is animated or asked for after the rows
  await page.screenshot(
    isForDocs ? { path: join(folder, `page-${name}.jpg`), quality: 78 } : { path: join(folder, `${name}.png`) },
  );
  await context.close();
}

const { values, positionals } = parseArgs({
  options: {
    docs: { type: 'boolean', default: false },
    out: { type: 'string', default: '.wrangler/screenshots' },
    url: { type: 'string' },
  },
  allowPositionals: true,
});
const isForDocs = values.docs;
const folder = resolve(ROOT, isForDocs ? 'src/docs' : values.out);
mkdirSync(folder, { recursive: true });
const browser = await launch();
const chosen = isForDocs ? Object.keys(IN_DOCS) : positionals;
const wanted = Object.keys(STATES).filter((name) => chosen.length === 0 || chosen.includes(name));
const inState = (isSession: boolean) => wanted.filter((name) => (STATES[name]!.isSession ?? false) === isSession);
const server = values.url ? { url: values.url, close: async () => {} } : await startServer(CONTACTS);
try {
  for (const name of inState(false)) await take(browser, server.url, name, folder);
} finally {
  await server.close();
}
if (inState(true).length > 0) {
  const secret = createHash('sha256').update('a token').digest('hex');
  const closed = await startServer(300, { ACCESS: 'closed', READ_TOKENS: secret });
  for (const name of inState(true)) await take(browser, closed.url, name, folder);
  await closed.close();
}
await browser.close();
console.log(`${wanted.length} pictures in ${folder}`);
