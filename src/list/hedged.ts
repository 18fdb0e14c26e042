// A list request → its answer from memory or KV; where KV takes longer than it does for what it has, D1 is read meanwhile, and
// what is right first is the answer. Where KV hardly ever has a page, D1 is read at once.
import { hedgeDelay } from '../cache/hedge.ts';
import { recall } from '../cache/memory.ts';
import { isWorthAsking } from '../cache/worth.ts';
import { Problem } from '../problem.ts';
import { within } from '../timeout.ts';
import { type Answer, readAnswer, toHit } from './cached.ts';
import { needsCounting } from './count.ts';
import { type CacheResult, type ListContext, type ListRequest, lookUp, NOTHING, toText } from './recall.ts';

export interface FoundAnswer {
  /** Null where neither gave one. */
  answer: Answer | null;
  cached: CacheResult;
}

export async function findAnswer(request: ListRequest, context: ListContext): Promise<FoundAnswer> {
  const { KV } = context.env;
  const mayRead = mayReadMeanwhile(request, context);
  if (mayRead && !isWorthAsking(KV)) return { answer: null, cached: NOTHING };
  const looking = lookUp(request, context);
  const find = () => toFound(request, looking, context);
  const early = mayRead ? await within(hedgeDelay(KV), () => looking, null) : await looking;
  return early ? find() : race(request, find, context);
}

/** Reads what was not found; where KV was not asked and D1 is out of reach, KV is asked after all. */
export async function readUnfound(request: ListRequest, cached: CacheResult, context: ListContext): Promise<Answer> {
  try {
    return await readAnswer(request, cached, context);
  } catch (error) {
    if (cached.from !== null || error instanceof Problem) throw error;
    const found = await toFound(request, lookUp(request, context), context);
    return found.answer ?? readAnswer(request, found.cached, context);
  }
}

async function toFound(
  request: ListRequest,
  looking: Promise<CacheResult>,
  context: ListContext,
): Promise<FoundAnswer> {
  const cached = await looking;
  return { answer: toHit(request, cached, context), cached };
}

/** What KV has against what D1 reads; what KV turns out not to have is stored there behind the answer. */
async function race(
  request: ListRequest,
  find: () => Promise<FoundAnswer>,
  context: ListContext,
): Promise<FoundAnswer> {
  const finding = find();
  const reading = readAnswer(request, NOTHING, context);
  const storing = async () => {
    const [found, read] = await Promise.allSettled([finding, reading]);
    const isMissing = found.status === 'fulfilled' && found.value.answer === null && read.status === 'fulfilled';
    if (isMissing) toHit(request, await lookUp(request, context), context);
  };
  context.waitUntil(storing());
  const hit = finding.then(({ answer }) => answer ?? Promise.reject(new Error('KV has no answer')));
  const read = reading.then((answer) => ({ ...answer, cacheStatus: 'KV; fwd=miss; detail=slow' }));
  return Promise.any([hit, read]).then(
    (answer) => ({ answer, cached: NOTHING }),
    () => finding,
  );
}

/** Where memory holds the page, or where a number in KV would save counting, D1 waits for KV. */
function mayReadMeanwhile(request: ListRequest, { env, seal }: ListContext): boolean {
  const { query } = request;
  if (query.explain || query.facets.length > 0 || needsCounting(query)) return false;
  return recall(env, 'page', toText(request, seal)) === null;
}
