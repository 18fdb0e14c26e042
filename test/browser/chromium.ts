// A real Chromium: the one of the machine. Where there is none, one line says how to get it, and the tests are skipped
// loudly; CHROMIUM=required makes that a failure.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const CHROMIUM = PATHS.find((path) => path !== '' && existsSync(path)) ?? null;

if (CHROMIUM === null) {
  const how = 'No Chromium is found. `apt-get install -y chromium` installs one, or CHROMIUM_PATH says where it is.';
  if (process.env.CHROMIUM === 'required') throw new Error(how);
  console.warn(`\n*** The browser tests are SKIPPED. ${how}\n`);
}

export function launch(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // its sandbox does not start as root
  return chromium.launch({ executablePath: CHROMIUM ?? '', args });
}
