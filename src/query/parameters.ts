// A query string as a list of named values, every fault of its form noted. Knows nothing of contacts. Pure.
import type { Fault } from '../problem.ts';

export interface Parameter {
  name: string;
  value: string;
}

/**
 * Decodes `a=1&b=2` strictly (WHATWG form encoding, UTF-8). Badly encoded ones become faults, and so do repeated ones but for
 * the one that may be.
 */
export function parseParameters(search: string, faults: Fault[], mayRepeat: string | null = null): Parameter[] {
  const parameters: Parameter[] = [];
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const pair of search.replace(/^\?/, '').split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    const parameter = name ?? pair.slice(0, equals < 0 ? undefined : equals);
    if (name === null || value === null)
      faults.push({
        parameter,
        code: 'bad-encoding',
        detail: 'Not valid UTF-8 in percent-encoding.',
      });
    else if (/\0/.test(name + value))
      faults.push({
        parameter,
        code: 'bad-character',
        detail: 'A null character cannot be part of a query.',
      });
    else if (repeated.has(name)) continue;
    else if (seen.has(name) && name !== mayRepeat) {
      repeated.add(name);
      faults.push({
        parameter,
        code: 'repeated-parameter',
        detail: `"${name}" is given more than once.`,
      });
    } else {
      seen.add(name);
      parameters.push({ name, value });
    }
  }
  return parameters;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** The value of a JSON text that came from outside; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
