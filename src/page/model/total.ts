// What is said of the number of contacts, never more than is known. Pure.
import type { ListAnswer, TotalSaid } from './answer.ts';
import { toClock, toNumber } from './shown.ts';

/** `60,180`, `at least 10,001`, `about 60,000`. */
export function toAmount({ value, relation }: TotalSaid): string {
  if (relation === 'gte') return `at least ${toNumber(value)}`;
  return relation === 'estimate' ? `about ${toNumber(value)}` : toNumber(value);
}

/** Where the page lies: `101–150 of 60,180`. After a jump only what is left unsaid is unknown. */
export function toPosition(
  { page, total, data }: Pick<ListAnswer, 'page' | 'total' | 'data'>,
  seek: string | null,
): string {
  const shown = data.length;
  const of = total ? ` of ${toAmount(total)}` : '';
  if (data.length === 0) return total?.relation === 'eq' && total.value === 0 ? 'No contacts' : 'No rows so far';
  if (page.from === null) return seek === null ? `${toNumber(shown)} rows${of}` : `From “${seek}” on${of && `,${of}`}`;
  const to = page.from + shown - 1;
  return `${toNumber(page.from)}–${toNumber(to)}${of}`;
}

/** When an exact number was counted, where that was earlier. */
export function toAge(total: TotalSaid | null): string | null {
  return total?.as_of && total.relation === 'eq' ? `counted at ${toClock(total.as_of)}` : null;
}

export function toContacts(total: TotalSaid | null): string {
  if (!total) return 'Contacts';
  return `${toAmount(total)} ${total.relation === 'eq' && total.value === 1 ? 'contact' : 'contacts'}`;
}
