// What a part of a fetch returns → what has been collected with it. Pure.
import type { Row } from '../../db/result.ts';
import type { Collecting, Fetch, Step } from '../../plan/step.ts';
import type { Collected } from '../../query/position/collected.ts';
import type { Keys } from '../../query/start.ts';
import type { Shape } from '../../sql/select.ts';
import type { Found } from '../page.ts';

/** Whether the step is one part of a fetch that takes several. */
export function isPart(step: Step): step is Fetch & { part: Collecting } {
  return step.access === 'late' && step.part !== null;
}

/** What is collected is known by its ids. */
export function withId(shape: Shape): Shape {
  return { ...shape, fields: [...new Set(['id' as const, ...shape.fields])] };
}

/** What is handed on where another part follows; null where this one has found too many. `fresh` are the best `rows` so far. */
export function collect(
  { filter, second, fence }: Collecting,
  returned: Row[],
  { fresh, rows }: { fresh: Found[]; rows: number },
): Collected | null {
  const cuts = returned.filter((row) => row.cut === 1);
  if (cuts.some(({ total }) => total === null)) return null;
  const from = JSON.parse(String(cuts[0]!.total)) as Keys;
  const ids = returned.filter((row) => row.cut === 0).map(({ id }) => Number(id));
  return { filter, second, from, ids, fence: fresh.length < rows ? fence : fresh.at(-1)!.keys };
}
