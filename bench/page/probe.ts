// What is measured within the page, as text that Chromium runs there: when rows are painted, how long the server had them
// wait, and what moved without being asked to. All in milliseconds of the page's own clock.
import type { Page } from 'playwright-core';
import { openThread } from './thread.ts';

/** From the input to the frame that shows what was asked for. */
export interface Turn {
  painted: number;
  /** Of that, what passed between a request and the last byte of its answer. */
  served: number;
  /** Of the main thread, by the processor's clock. */
  worked: number;
}

/** Something that moved by itself, as far as Chromium's own measure counts it (Layout Instability). */
export interface Shift {
  value: number;
  /** Within half a second of an input. */
  isAsked: boolean;
  what: string;
}

/** A message that is sent in a frame, before it is drawn, arrives when it has been painted. */
const PROBE = `(() => {
  const afterFrame = (done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(performance.now()); };
    port2.postMessage(null);
  };
  const afterPaint = (done) => requestAnimationFrame(() => afterFrame(done));
  const rows = () => document.querySelectorAll('.list tbody tr').length;
  const isSettled = () => document.querySelector('[data-search]')?.dataset.search === location.search;
  const bench = { shifts: [], first: null, turn: null };
  window.bench = bench;
  bench.first = new Promise((resolve) => {
    const look = () => rows() > 0 && document.readyState !== 'loading' ? afterFrame(resolve) : requestAnimationFrame(look);
    requestAnimationFrame(look);
  });
  const name = (node) => node?.nodeType === 1 ? node.tagName.toLowerCase() + '.' + node.className : String(node?.nodeName);
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      bench.shifts.push({ value, isAsked: hadRecentInput, what: [...new Set(sources.map(({ node }) => name(node)))].join(' ') });
  }).observe({ type: 'layout-shift', buffered: true });
  bench.expect = (event) => {
    performance.clearResourceTimings();
    const before = location.search;
    let begun = null;
    if (event !== 'popstate') addEventListener(event, ({ timeStamp }) => { begun = timeStamp; }, { once: true, capture: true });
    if (event === 'popstate') {
      begun = performance.now(); // the page hears of it first
      history.back();
    }
    bench.turn = new Promise((resolve) => {
      const look = () => {
        if (begun === null || location.search === before || !isSettled()) return;
        watcher.disconnect();
        afterPaint((now) => {
          const asked = performance.getEntriesByType('resource')
            .filter((entry) => entry.name.includes('/v1/contacts?') && entry.responseEnd <= now);
          let [served, until] = [0, begun]; // what overlaps counts once
          for (const { requestStart, responseEnd } of asked.sort((a, b) => a.requestStart - b.requestStart)) {
            served += Math.max(0, responseEnd - Math.max(requestStart, until));
            until = Math.max(until, responseEnd);
          }
          resolve({ painted: now - begun, served });
        });
      };
      const watcher = new MutationObserver(look);
      watcher.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-search'] });
    });
  };
  bench.step = () => new Promise((resolve) => {
    const before = document.querySelector('[data-search]').dataset.search;
    const watcher = new MutationObserver(() => {
      if (!isSettled() || document.querySelector('[data-search]').dataset.search === before) return;
      watcher.disconnect();
      afterPaint(resolve);
    });
    watcher.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-search'] });
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
  });
})()`;

export async function probe(page: Page): Promise<void> {
  await page.addInitScript(PROBE);
}

export interface FirstPaint {
  /** From the beginning of the navigation to the frame that shows rows. */
  rows: number;
  /** When Chromium says that it has shown something, its own work of showing it included. */
  contentful: number;
  /** Until the last byte of the document. */
  served: number;
}

export async function readFirstPaint(page: Page): Promise<FirstPaint> {
  const rows = await page.evaluate<number>('bench.first');
  const read = `(async () => {
    const contentful = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    while (contentful() === undefined) await new Promise((resume) => setTimeout(resume, 10));
    const [{ requestStart, responseEnd }] = performance.getEntriesByType('navigation');
    return { contentful: contentful(), served: responseEnd - requestStart };
  })()`;
  return { rows, ...(await page.evaluate<Omit<FirstPaint, 'rows'>>(read)) };
}

/** What an input takes. `event` is the one that it arrives as; popstate is going back, which nobody else has to do. */
export async function timeTurn(
  page: Page,
  event: 'keydown' | 'click' | 'popstate',
  act: () => Promise<unknown> = async () => {},
): Promise<Turn> {
  const readWork = await openThread(page);
  const before = await readWork();
  await page.evaluate(`bench.expect(${JSON.stringify(event)})`);
  await act();
  const turn = await page.evaluate<Omit<Turn, 'worked'>>('bench.turn');
  return { ...turn, worked: (await readWork()) - before };
}

export function readShifts(page: Page): Promise<Shift[]> {
  return page.evaluate('bench.shifts');
}

/** Turns so many pages by key, each painted before the next. */
export async function turnPages(page: Page, count: number): Promise<void> {
  for (let turned = 0; turned < count; turned++) await page.evaluate('bench.step()');
}
