// The format of an answer: as the query says, else as Accept does.
import type { Context } from 'hono';
import { type Fault, Problem } from '../problem.ts';
import type { Format } from '../query/options.ts';
import { preferred } from './accept.ts';

export const MEDIA_TYPES: Record<Format, string> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
};

/** One of those offered, the first where nothing says otherwise. Throws not-acceptable where Accept takes none of them. */
export function toFormat<T extends Format>({ req }: Context, asked: Format | null, offered: readonly T[]): T {
  const own = offered.find((format) => format === asked);
  if (own) return own;
  if (asked !== null)
    throw new Problem('invalid-query', {
      faults: [{ parameter: 'format', code: 'unknown-value', detail: `Here come ${offered.join(' and ')}.` }],
    });
  const plain = (format: T) => MEDIA_TYPES[format].split(';')[0]!;
  const best = preferred(req.header('Accept'), offered.map(plain));
  const format = offered.find((format) => plain(format) === best);
  if (format === undefined)
    throw new Problem('not-acceptable', { detail: `It comes as ${offered.map(plain).join(', ')}.` });
  return format;
}

/** Faults of parameters that ask for what only JSON can tell. */
export function conflictsWith(format: Format, parameters: string[]): Fault[] {
  const detail = `Not with the format ${format}.`;
  return parameters.map((parameter) => ({ parameter, code: 'conflicting-parameters', detail }));
}
