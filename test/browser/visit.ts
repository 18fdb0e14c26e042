// What the browser tests share: a server and a browser for a file, pages that must not complain, what axe finds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launch } from './chromium.ts';
import { type Server, startServer } from './server.ts';

export interface Visit {
  server: Server;
  browser: Browser;
  /** Opens a path in a browser of its own, with no cookies and nothing stored. */
  open: (path: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** How long anything may take that a page does: two cores may be shared with much else. */
const MOST_MS = 30_000;
/** For expectations that are held again until they hold. */
export const PATIENT = { timeout: MOST_MS };

/** What a page says in its console that is no fault of it: requests that a test lets fail. */
const EXPECTED = /Failed to load resource/;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Before the tests of a file a server and a browser are started, and after them stopped. */
export function visit(contacts: number, variables: Record<string, string> = {}): Visit {
  const visit = {} as Visit;
  const faults: string[] = [];
  beforeAll(async () => {
    [visit.server, visit.browser] = await Promise.all([startServer(contacts, variables), launch()]);
    visit.open = async (path, options = {}) => {
      const context = await visit.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      context.setDefaultTimeout(MOST_MS);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.test(message.text())) faults.push(message.text());
      });
      await page.goto(visit.server.url + path);
      return page;
    };
  });
  afterAll(async () => {
    await visit.browser?.close();
    await visit.server?.close();
    expect(faults).toEqual([]);
  });
  return visit;
}

/** The texts of a column of the list. What runs in the page is text here: its types are those of a browser. */
export function column(page: Page, name: string): Promise<string[]> {
  return page.evaluate(`(() => {
    const heads = [...document.querySelectorAll('.list thead th')].map((head) => head.querySelector('.label')?.textContent);
    const at = heads.indexOf(${JSON.stringify(name)});
    return [...document.querySelectorAll('.list tbody tr')].map((row) => row.cells[at]?.querySelector('[dir]')?.textContent ?? '');
  })()`);
}

/** Resolves when a script runs the page and it shows what its address says. */
export async function settled(page: Page): Promise<void> {
  await page.locator('html.alive').waitFor({ state: 'attached' });
  const isShown = () =>
    page.evaluate<boolean>(
      `document.querySelector('[data-search]').dataset.search === location.search && !document.querySelector('.busy')`,
    );
  await expect.poll(isShown, PATIENT).toBe(true);
}

/** Resolves when nothing in the page is about to move: what appears is seen by then. */
export async function still(page: Page): Promise<void> {
  await page.evaluate(`new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const moving = document.getAnimations().filter(({ effect }) => effect.getTiming().iterations !== Infinity);
    Promise.allSettled(moving.map(({ finished }) => finished)).then(() => seen(null));
  })))`);
}

interface Findings {
  violations: { id: string; nodes: { html: string }[] }[];
}

/** What axe-core finds wrong with the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<Findings>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
