// Suite `page`: the contacts page in Chromium, 50 rows and 10 columns, on a server of its own. What it takes from an input to
// the painted rows without the server's time, and what else a reader would feel.
import { Refusal } from '../../seed/refusal.ts';
import { CASES } from '../page/cases.ts';
import { CHROMIUM, launch, NO_CHROMIUM, waitForWindow } from '../page/chromium.ts';
import { probe } from '../page/probe.ts';
import { servePage } from '../page/server.ts';
import { addTo, finishResult, type Result, startResult } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';

/** Of each input. */
const ROUNDS = { quick: 10, full: 30 };

const COLUMNS = 'first_name,last_name,city,country,points,last_activity,birthday,phone_number,customer_id,gender';
const VIEWPORT = { width: 1440, height: 900 };

/** Throws a Refusal where there is no Chromium. */
export async function measurePage(
  persistTo: string,
  effort: keyof typeof ROUNDS,
  note: (line: string) => void,
): Promise<Result> {
  if (CHROMIUM === null) throw new Refusal(NO_CHROMIUM);
  const server = await servePage(persistTo);
  const result = startResult('page', { contacts: await readTotal(server.url) });
  const browser = await launch();
  const open = async (search: string) => {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const page = await context.newPage();
    await probe(page);
    await waitForWindow(browser);
    await page.goto(`${server.url}/?fields=${COLUMNS}${search}`);
    await page.locator('html.alive').waitFor({ state: 'attached' });
    return page;
  };
  try {
    result.versions.chromium = browser.version();
    for (const { name, expected, measure } of CASES) {
      note(name);
      const measured = await measure({ open, url: server.url, rounds: ROUNDS[effort] });
      addTo(result, {
        scenarios: [{ name, expected, unflattering: false }],
        measurements: [{ name, subject: 'kartei', summary: summarize(measured.samples), ...measured }],
      });
    }
    return finishResult(result);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function readTotal(url: string): Promise<number> {
  const { total } = (await (await fetch(`${url}/v1/contacts?limit=1`)).json()) as { total: { value: number } };
  return total.value;
}
