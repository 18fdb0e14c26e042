// A list that is asked for over HTTP, on a few contacts, and the headers of its answer.
import { beforeAll, expect } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(30, 5)));

interface Answer {
  data: { id: number }[];
  page: { next: string | null; prev: string | null };
  links: Record<'self' | 'next' | 'prev' | 'first' | 'last', string | null>;
  meta?: { plan: Record<string, unknown> };
}

export async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer & { headers: Headers }> {
  const response = await request(path, { headers });
  expect([path, response.status]).toEqual([path, 200]);
  return { ...(await response.json<Answer>()), headers: response.headers };
}

/** A Server-Timing header as milliseconds and description by stage. */
export function parseTiming(headers: Headers): Record<string, { dur: number; desc: string | undefined }> {
  const entries = headers.get('Server-Timing')!.split(', ');
  return Object.fromEntries(
    entries.map((entry) => {
      const [, stage, dur, desc] = /^([a-z]+);dur=(\d+\.\d+)(?:;desc="([^"]*)")?$/.exec(entry)!;
      return [stage, { dur: Number(dur), desc }];
    }),
  );
}
