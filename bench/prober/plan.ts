// What the prober is asked, from JSON, checked: nothing that comes in from outside is used before it went through here.
import * as z from 'zod';
import { HINTS, type Sample } from './sample.ts';

/**
 * The most rounds of one call. A round is at most five requests and a call two more, and an invocation on Cloudflare's
 * free plan may make 50 (developers.cloudflare.com/workers/platform/limits).
 */
export const MOST_ROUNDS = 9;

/** What a path says where a number goes: another one for each cold page. */
export const NUMBER = '{n}';

const origin = z
  .url({ protocol: /^https?$/, error: 'An http or https URL.' })
  .refine((url) => URL.canParse(url) && new URL(url).pathname === '/', 'Only an origin: the path is asked for apart.');

const Fields = z.strictObject({
  hint: z.enum(HINTS),
  /** Names the run: one object per hint and run. */
  run: z.string().regex(/^[\w-]{1,64}$/),
  target: origin,
  /** The page to read, from its slash on; `{n}` in it becomes a number. */
  path: z.string().startsWith('/'),
  /** The API's bearer token. */
  token: z.string().min(1).optional(),
  /** A number for each round's cold page. */
  cold: z.array(z.int()).min(1).max(MOST_ROUNDS),
  /** The number of the page that is asked for again. */
  warm: z.int(),
  /** A contact to write to in each round, and what to write. */
  write: z.strictObject({ id: z.int().positive(), changes: z.record(z.string(), z.json()) }).optional(),
});

/** Every address that a plan leads to is at its target: the token goes there alone. */
export const Plan = Fields.refine(({ target, path }) => leadsTo(target, path), {
  path: ['path'],
  error: 'It leaves the target.',
});
export type Plan = z.infer<typeof Plan>;

/** What a call answers. */
export interface Report {
  hint: Plan['hint'];
  /** The data centre that the object ran in, by its airport; null where nothing tells. */
  ran: string | null;
  samples: Sample[];
}

/** The address of the page with this number. A path without a place for it is made cold by explaining it. */
export function toAddress({ target, path }: Pick<Plan, 'target' | 'path'>, number: number, cold: boolean): string {
  const url = new URL(path.replaceAll(NUMBER, String(number)), target);
  if (url.origin !== new URL(target).origin) throw new Error(`${path} leaves ${target}`);
  if (cold && !path.includes(NUMBER)) url.searchParams.set('explain', 'true');
  return url.href;
}

/** A path may begin with what a URL takes for another host: two slashes, either of them a backslash, a tab between. */
function leadsTo(target: string, path: string): boolean {
  const url = URL.parse(path.replaceAll(NUMBER, '0'), target);
  return url !== null && url.origin === URL.parse(target)?.origin;
}
