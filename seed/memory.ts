// Keeps a load in little memory. To be imported before all else: the flags hold for the heap that grows from here on.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The young generation stays small; else it grows to a hundred megabytes that only ever hold short-lived rows. */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/**
 * Collects this process's garbage as soon as what was just sent is on its way. Each bound statement lives in the
 * runtime, with its parameter of a megabyte, until the handle of it here is collected; and the handle is so small
 * that V8 would not do so for a long time. The statements of a batch that is not answered yet are kept.
 */
export async function releaseStatements(): Promise<void> {
  await new Promise((resume) => setImmediate(resume));
  collectGarbage();
}
