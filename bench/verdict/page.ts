// What the page must reach in a browser: medians of what is felt each time, and the most of what must never be. Pure.
import { BACK, FIRST_PAINT, MEMORY, SCRIPT, SHIFT, STYLE } from '../page/cases.ts';
import { INPUTS } from '../page/inputs.ts';
import type { Measurement, Result } from '../report/result.ts';
import type { Verdict } from './verdict.ts';

const MOST_INPUT_MS = 50;
const MOST_FIRST_MS = 300;
const MOST_SCRIPT_KB = 60;
const MOST_STYLE_KB = 10;
/** Flat: what a collection happens to leave differs by so much from one look to the next. */
const MOST_GROWTH = 0.1;

export function judgePage({ measurements }: Result): Verdict[] {
  const find = (name: string) => measurements.find((one) => one.name === name);
  const judge = (claim: string, name: string, isReached: (one: Measurement) => boolean, toSeen = toMedian): Verdict => {
    const one = find(name);
    return { claim, reached: one !== undefined && isReached(one), seen: one ? toSeen(one) : 'not measured' };
  };
  const isWithin = (most: number) => (one: Measurement) => one.summary.median <= most;
  return [
    ...INPUTS.map(({ name }) =>
      judge(`${name}: painted within ${MOST_INPUT_MS} ms, without the server's time`, name, isWithin(MOST_INPUT_MS)),
    ),
    judge(`first paint with rows within ${MOST_FIRST_MS} ms`, FIRST_PAINT, isWithin(MOST_FIRST_MS)),
    judge(
      `back within ${MOST_INPUT_MS} ms, without a request`,
      BACK,
      (one) => one.summary.median <= MOST_INPUT_MS && one.seen?.requests === 0,
      (one) => `${toMedian(one)}, ${one.seen?.requests} requests`,
    ),
    judge(`at most ${MOST_SCRIPT_KB} KB of script`, SCRIPT, isWithin(MOST_SCRIPT_KB)),
    judge(`at most ${MOST_STYLE_KB} KB of style`, STYLE, isWithin(MOST_STYLE_KB)),
    judge(
      'nothing moves by itself',
      SHIFT,
      ({ summary }) => summary.max === 0,
      ({ summary, seen }) => [summary.max.toFixed(4), seen?.moved].filter(Boolean).join(': '),
    ),
    judge(
      'memory stays flat while pages are turned',
      MEMORY,
      ({ samples }) => samples![1]! <= samples![0]! * (1 + MOST_GROWTH),
      ({ samples, seen }) =>
        `${samples!.map((megabytes) => megabytes.toFixed(2)).join(' MB, then ')} MB; nodes ${seen!.nodes}`,
    ),
  ];
}

function toMedian({ summary, unit }: Measurement): string {
  return `${summary.median.toFixed(1)} ${unit}`;
}
