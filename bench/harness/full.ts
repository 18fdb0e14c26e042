// A list address in, its full page out, however many requests that takes: Kartei's pages may come back short when their
// budget ends, and its exact totals may take several answers. A peer that never says so is asked once.
import { type Answer, type Client, toRowsRead } from './client.ts';

export interface FullPage {
  /** Of all requests together. */
  milliseconds: number;
  requests: number;
  /** Null where it is not told. */
  rowsRead: number | null;
  rows: Record<string, unknown>[];
  total: { value: number; relation: 'eq' | 'gte' } | null;
}

interface Body {
  data: FullPage['rows'];
  page: { partial: boolean; next?: string | null };
  total: FullPage['total'];
}

export type Until = 'full page' | 'exact total';

/** More requests than this for one page are a loop. */
const MOST_REQUESTS = 500;
const DEFAULT_LIMIT = 50;

/** Asks until the page is full or the list ends, or until the total is exact. Throws where an answer is not 200. */
export async function askInFull(client: Client, address: string, until: Until = 'full page'): Promise<FullPage> {
  const limit = Number(new URL(address).searchParams.get('limit') ?? DEFAULT_LIMIT);
  const found: FullPage = { milliseconds: 0, requests: 0, rowsRead: 0, rows: [], total: null };
  for (let next: string | null = address; next !== null && found.requests < MOST_REQUESTS; ) {
    const answer: Answer = await client.ask(next);
    if (answer.status !== 200) throw new Error(`${next}: ${answer.status} ${answer.body.slice(0, 300)}`);
    const { data, page, total } = JSON.parse(answer.body) as Body;
    const read = toRowsRead(answer);
    found.milliseconds += answer.milliseconds;
    found.requests += 1;
    found.rowsRead = read === null || found.rowsRead === null ? null : found.rowsRead + read;
    found.total ??= total;
    if (until === 'exact total') {
      found.total = total;
      found.rows = data;
      next = total?.relation === 'gte' ? next : null;
    } else {
      found.rows.push(...data.slice(0, limit - found.rows.length));
      const goesOn = page.partial && page.next && found.rows.length < limit;
      next = goesOn ? toNext(address, page.next!) : null;
    }
  }
  return found;
}

function toNext(address: string, cursor: string): string {
  const next = new URL(address);
  next.searchParams.set('cursor', cursor);
  return next.href;
}

/** Whether two pages list other contacts, in another order, or count otherwise where both are sure; null if not. */
export function findOther(one: FullPage, other: FullPage): string | null {
  const toIds = ({ rows }: FullPage) => rows.map(({ id }) => id).join();
  if (toIds(one) !== toIds(other)) return `${toIds(one)} and ${toIds(other)}`;
  const [ours, theirs] = [one.total, other.total];
  if (ours?.relation === 'eq' && theirs?.relation === 'eq' && ours.value !== theirs.value)
    return `${ours.value} and ${theirs.value} in all`;
  return null;
}
