// A text that is JSON → the names that one of its objects has more than once, of which JSON.parse keeps the last and says
// nothing. Pure.
import type { Path } from '../pointer.ts';

/** Texts whole, and what opens, closes and parts; numbers and literals are of no interest. */
const TOKENS = /"(?:[^"\\]+|\\.)*"|[{}[\],]/g;

/** Bodies that are taken are less deep: of others it is enough that they are refused. */
const DEEPEST = 8;

/** An object or list that is open: the names that it has so far, and the one or the place that is being read. */
interface Open {
  /** Null of a list, and of what lies too deep. */
  names: Set<string> | null;
  at: string | number;
}

/** Where each of them stands, as often as it is given again. */
export function* findRepeatedNames(json: string): Generator<Path> {
  const open: Open[] = [];
  let isName = false;
  for (const [token] of json.matchAll(TOKENS)) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') {
      const isObject = token === '{' && open.length < DEEPEST;
      open.push(isObject ? { names: new Set(), at: '' } : { names: null, at: 0 });
      isName = isObject;
    } else if (token === '}' || token === ']') {
      open.pop();
      isName = false;
    } else if (token === ',') {
      isName = inner?.names !== null;
      if (inner && typeof inner.at === 'number') inner.at += 1;
    } else if (isName && inner?.names) {
      inner.at = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
      if (inner.names.has(inner.at)) yield open.map(({ at }) => at);
      inner.names.add(inner.at);
      isName = false;
    }
  }
}
