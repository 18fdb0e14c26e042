// A real Chromium: the one of the machine.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where it is; null where there is none. */
export const CHROMIUM = PATHS.find((path) => path !== '' && existsSync(path)) ?? null;

export const NO_CHROMIUM =
  'No Chromium is found. `apt-get install -y chromium` installs one, or CHROMIUM_PATH says where it is.';

export function launch(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // its sandbox does not start as root
  return chromium.launch({ executablePath: CHROMIUM ?? '', args });
}

const LOOK_MS = 150;
/** Processor time of all its processes within a look: more than that is work. */
const QUIET_SECONDS = 0.01;
/** One quiet look may be a wait for the processor. */
const QUIET_LOOKS = 2;
const MOST_LOOKS = 60;

/** Waits until a new window has loaded Chromium's own parts: the address bar's are pages as well, and take a second. */
export async function waitForWindow(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const readWork = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  let before = await readWork();
  for (let looks = 0, quiet = 0; looks < MOST_LOOKS && quiet < QUIET_LOOKS; looks++) {
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
    const now = await readWork();
    quiet = now - before < QUIET_SECONDS ? quiet + 1 : 0;
    before = now;
  }
  await session.detach();
}
