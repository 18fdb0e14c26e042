// The format of an answer: as the query says, else as Accept does.
import type { Context } from 'hono';
import { type Fault, Problem } from '../../problem.ts';
import type { Format } from '../../query/options.ts';
import { preferred } from '../accept.ts';

export const MEDIA_TYPES: Record<Format, string> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
};

/** What the query asks for, else what Accept takes best of those offered. Throws not-acceptable where it takes none. */
export function toFormat({ req }: Context, asked: Format | null, offered: readonly Format[]): Format {
  if (asked !== null) return asked;
  const accepted = req.header('Accept');
  if (accepted === undefined || accepted === '*/*') return offered[0]!;
  const plain = (format: Format) => MEDIA_TYPES[format].split(';')[0]!;
  const best = preferred(accepted, offered.map(plain));
  const format = offered.find((format) => plain(format) === best);
  if (format === undefined)
    throw new Problem('not-acceptable', { detail: `It comes as ${offered.map(plain).join(', ')}.` });
  return format;
}

/** Refuses the parameters that are given although the format has no place for what they ask. */
export function refuseWith(format: Format, given: Record<string, boolean>): void {
  const names = Object.keys(given).filter((name) => given[name]);
  const detail = `Not with the format ${format}.`;
  const faults = names.map((parameter): Fault => ({ parameter, code: 'conflicting-parameters', detail }));
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
}
