// The texts that begin with a prefix, as an interval. Pure.
import { above, type Interval } from './restriction.ts';

const LAST_CODE_POINT = 0x10ffff;

/** Every text that starts with the prefix: from it up to, not including, the next text that does not. */
export function prefixed(prefix: string): Interval {
  const points = [...prefix];
  while (points.length > 0 && points.at(-1)!.codePointAt(0) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return above(prefix, { orEqual: true });
  return {
    lo: prefix,
    loOpen: false,
    hi: points.join('') + nextCodePoint(last),
    hiOpen: true,
  };
}

function nextCodePoint(character: string): string {
  const next = character.codePointAt(0)! + 1;
  return String.fromCodePoint(next === 0xd800 ? 0xe000 : next); // surrogates are no characters
}
