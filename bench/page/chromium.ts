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
