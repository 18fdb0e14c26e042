// A framework in a real browser beside a running Worker: its page is bundled, and tests speak to what it leaves in the
// global scope.
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from '../docs/pages.ts';

export interface Frame {
  /** The value of an expression, awaited. */
  value: <T>(expression: string) => Promise<T>;
  /** Waits until it is that. */
  until: (expression: string, wanted: unknown) => Promise<void>;
}

const PATIENCE_MS = 60_000;

/** `page` shows something of the Worker's own, whose policy is passed by. */
export async function openFrame(page: Page, name: string): Promise<Frame> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`test/client/pages/${name}.ts`],
    bundle: true,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'warning',
  });
  await page.addScriptTag({ content: outputFiles[0]!.text });
  const value = <T>(expression: string) => page.evaluate<T>(expression);
  return {
    value,
    until: async (expression, wanted) => {
      await expect.poll(() => value(expression), { timeout: PATIENCE_MS }).toEqual(wanted);
    },
  };
}
