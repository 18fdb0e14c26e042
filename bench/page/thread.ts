// How long the page's main thread has worked, by the processor's own clock: what other processes take is not in it.
import type { Page } from 'playwright-core';

const SECOND_MS = 1000;

/** Gives a function that tells the milliseconds so far. */
export async function openThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * SECOND_MS;
  };
}
