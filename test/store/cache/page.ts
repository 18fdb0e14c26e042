// A page that is asked for and changed, and what its answer tells of its way.
import { toAccess } from '../../../src/http/access/access.ts';
import { sealOf } from '../../../src/http/access/secret.ts';
import { openPlace, type Place, watchDatabase } from '../../support/edge.ts';

export interface Answer {
  data: { id: number; points: number }[];
  total: { value: number; relation: string; as_of: string };
  facets: Record<string, { values: { value: string; count: number }[] }>;
  meta?: { warning?: { code: string; as_of: string } };
}

export const PATH = '/v1/contacts?sort=-points&limit=5';

export const rowsRead = (response: Response) =>
  Number(/rows_read=(\d+)/.exec(response.headers.get('Server-Timing')!)?.[1] ?? 0);

export const patch = (id: number, points: number) => ({
  path: `/v1/contacts/${id}`,
  init: { method: 'PATCH', body: JSON.stringify({ points }) },
});

/** A place that has answered the page, and what takes D1 out of its reach. */
export async function openBroken(path = PATH): Promise<{ place: Place; down: () => void }> {
  let isDown = false;
  const DB = watchDatabase(() => {
    if (isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
  });
  const place = openPlace([], { DB });
  await place.fetch(path);
  await place.settle();
  const down = () => {
    isDown = true;
  };
  return { place, down };
}

/** The seal of local development, as a page is cached under it. */
export function nameOfSeal({ env }: Place): string {
  return sealOf(env, toAccess(env, 'http://localhost/')).name;
}
