// A fetch that came to no end → how the page goes on: with its next part, with the same once more, or without it. Pure.
import type { PlanContext } from '../../plan/access.ts';
import type { Collecting, Fetch, Step } from '../../plan/step.ts';
import type { Collected } from '../../query/position/collected.ts';
import type { Keys, Start } from '../../query/start.ts';
import type { Version } from '../../version.ts';
import type { TakenRows } from './taken.ts';

/** How far the reading of a page is. */
export interface Progress extends Pick<PlanContext, 'mayFetch' | 'isAgain' | 'mayCollect' | 'collected'> {
  /** Where the list goes on; null: the page is full or the list has ended. */
  from: Start | null;
  /** The budget ended a walk or a part, so there may be too little left to go on with. */
  isCut?: boolean;
  /** The last step only told that another is needed: ending the page now would get nobody on. */
  isStuck?: boolean;
}

/** Whether the step is one part of a fetch that takes several. */
export function isPart(step: Step): step is Fetch & { part: Collecting } {
  return step.access === 'late' && step.part !== null;
}

/**
 * How the page goes on where what was collected is of other data than is read now: by what finds its rows in their order, for
 * a contact that was passed by may be one of the best. Null where it is of the same.
 */
export function startOver({ from, mayFetch, collected }: Progress, version: Version): Progress | null {
  return collected && collected.version !== version ? { from, mayFetch, mayCollect: false, isStuck: true } : null;
}

/**
 * What follows a fetch that was cut: a part that found too many is taken once more, smaller, and then never again. What could
 * not be gone on with is not begun anew, which would lead back to where it was begun.
 */
export function cutShort(
  step: Fetch,
  taken: TakenRows,
  { progress, ...found }: { progress: Progress; rows: number; version: Version },
): Progress {
  const { from, mayFetch, mayCollect = false, isAgain = false, collected } = progress;
  if (!isPart(step))
    return { from, mayFetch: !isAgain, mayCollect: mayCollect && !collected, isAgain: true, isStuck: true };
  const now = collect(step, step.part, { ...found, taken });
  if (now) return { from, mayFetch, mayCollect, collected: now, isCut: true };
  if (isAgain) return { from, mayFetch: false, isStuck: true };
  return { from, mayFetch, mayCollect, collected, isAgain: true, isStuck: true };
}

/** What is handed on where another part follows; null where this one has found too many. What it found are the best `rows` so far. */
function collect(
  { prefix }: Fetch,
  { filter, second, fence }: Collecting,
  { taken, rows, version }: { taken: TakenRows; rows: number; version: Version },
): Collected | null {
  const { found, told, cuts } = taken;
  if (cuts.some((cut) => cut.told === null)) return null;
  const from = JSON.parse(String(cuts[0]!.told)) as Keys;
  const last = found.length < rows ? fence : found.at(-1)!.keys.slice(prefix.length);
  return { prefix, filter, second, from, ids: told.map(Number), fence: last, version };
}
