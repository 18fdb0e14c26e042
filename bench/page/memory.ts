// What the page holds in memory after everything that nobody needs has been collected, as Chromium counts it.
import type { Page } from 'playwright-core';

export interface Memory {
  heapMb: number;
  nodes: number;
  listeners: number;
}

/** What is let go of by a collection may hold what only the next one can take. */
const COLLECTIONS = 3;

export async function readMemory(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  for (let times = 0; times < COLLECTIONS; times++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { heapMb: usedSize / 1_000_000, nodes, listeners: jsEventListeners };
}
