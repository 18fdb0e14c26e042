// A list request → its answer from memory or KV; where KV takes longer than it does for what it has, D1 is read meanwhile, and
// what is right first is the answer.
import { hedgeDelay } from '../cache/hedge.ts';
import { recall } from '../cache/memory.ts';
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
  const looking = lookUp(request, context);
  const find = async (): Promise<FoundAnswer> => {
    const cached = await looking;
    return { answer: toHit(request, cached, context), cached };
  };
  const early = mayHedge(request, context)
    ? await within(hedgeDelay(context.env.KV), () => looking, null)
    : await looking;
  return early ? find() : race(request, find, context);
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
function mayHedge(request: ListRequest, { env, seal }: ListContext): boolean {
  const { query } = request;
  if (query.explain || query.facets.length > 0 || needsCounting(query)) return false;
  return recall(env, 'page', toText(request, seal)) === null;
}
