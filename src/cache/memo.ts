// What is made of a text, kept by the text: what is asked for again and again is not made again and again. Only for what is
// made of the text alone, and never changed afterwards.
import { LRUCache } from 'lru-cache';

/** An isolate has 128 MB; all that is kept so is small beside its pages. */
const MOST_BYTES = 1_000_000;
/** What an entry takes beside its text. */
const OVERHEAD_BYTES = 1000;
/** The text, as long a name for it, and what grows with it. */
const BYTES_A_CHARACTER = 8;

/** The same function, which makes nothing twice as long as there is room; what it throws is not kept. */
export function keepMade<T extends object | string>(make: (text: string) => T): (text: string) => T {
  const kept = new LRUCache<string, { made: T }>({
    maxSize: MOST_BYTES,
    sizeCalculation: (_, text) => OVERHEAD_BYTES + BYTES_A_CHARACTER * text.length,
  });
  return (text) => {
    const known = kept.get(text);
    if (known) return known.made;
    const made = make(text);
    kept.set(text, { made });
    return made;
  };
}
