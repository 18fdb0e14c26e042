// One slice of a measurement: the rounds of a plan, one request after the other, timed. It runs in the prober's objects
// and, for what a server costs by itself, in Node. Times are taken around awaits: at Cloudflare clocks stand still between.
import { type Plan, type Report, toAddress } from './plan.ts';
import { parseColo, readHeaders, type Sample, type State } from './sample.ts';

const TIMEOUT_MS = 30_000;
/** Says through which data centre it was asked for, on every host that Cloudflare serves. */
const TRACE = '/cdn-cgi/trace';
/** A host that is served in every data centre, so that an object asks for it in its own. */
const EVERYWHERE = 'https://www.cloudflare.com';
const TRACE_TIMEOUT_MS = 2000;
/** A target on this machine is measured from this machine, which is no data centre. */
const LOCAL = /^(localhost|127\.[\d.]+|\[::1\])$/;

export async function probe(plan: Plan): Promise<Report> {
  const { hint, target, cold, warm, write } = plan;
  const authorization: Record<string, string> = plan.token ? { Authorization: `Bearer ${plan.token}` } : {};
  const samples: Sample[] = [];
  const ask = async (state: State, url: string, init: Ask = {}) => {
    const answer = await request(state, url, { ...init, headers: { ...authorization, ...init.headers } });
    samples.push(answer.sample);
    return answer;
  };

  const trace = await ask('connect', new URL(TRACE, target).href);
  const page = toAddress(plan, warm, false);
  for (const number of cold) {
    await ask('cold', toAddress(plan, number, true));
    await ask('fill', page);
    await ask('warm', page);
    if (!write) continue;
    const written = await ask('write', new URL(`/v1/contacts/${write.id}`, target).href, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: JSON.stringify(write.changes),
    });
    await ask('after write', page, { headers: written.seen });
  }
  return { hint, ran: (await findColo(target)) ?? parseColo(trace.text), samples };
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Answer {
  sample: Sample;
  text: string;
  /** What to send so that a later read is no older than this answer. */
  seen: Record<string, string>;
}

/** Never throws: what went wrong is part of what was measured. */
async function request(state: State, url: string, init: Ask): Promise<Answer> {
  const at = Date.now();
  const begun = performance.now();
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const headed = performance.now();
    const body = await response.arrayBuffer();
    const ended = performance.now();
    const times = { headersMs: round(headed - begun), bodyMs: round(ended - headed), bytes: body.byteLength };
    const sample: Sample = { state, at, status: response.status, ...times, ...readHeaders(response.headers) };
    return { sample, text: new TextDecoder().decode(body), seen: pick(response.headers) };
  } catch (fault) {
    const times = { headersMs: round(performance.now() - begun), bodyMs: 0, bytes: 0 };
    const error = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
    const sample: Sample = { state, at, status: 0, error, ...times, ...readHeaders(new Headers()) };
    return { sample, text: '', seen: {} };
  }
}

function pick(headers: Headers): Record<string, string> {
  const seen = ['X-D1-Bookmark', 'X-Data-Version'].map((name) => [name, headers.get(name)]);
  return Object.fromEntries(seen.filter(([, value]) => value !== null));
}

/** The data centre that this runs in; null where that cannot be told. */
async function findColo(target: string): Promise<string | null> {
  if (LOCAL.test(new URL(target).hostname)) return null;
  try {
    const response = await fetch(EVERYWHERE + TRACE, { signal: AbortSignal.timeout(TRACE_TIMEOUT_MS) });
    return parseColo(await response.text());
  } catch {
    return null;
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
