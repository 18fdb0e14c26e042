// The Chromium of the tests. Where there is none, one line says how to get it, and the tests are skipped loudly;
// CHROMIUM=required makes that a failure.
import { CHROMIUM, launch, NO_CHROMIUM } from '../../bench/page/chromium.ts';

if (CHROMIUM === null) {
  if (process.env.CHROMIUM === 'required') throw new Error(NO_CHROMIUM);
  console.warn(`\n*** The browser tests are SKIPPED. ${NO_CHROMIUM}\n`);
}

export { CHROMIUM, launch };
