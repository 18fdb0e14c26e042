// Two parts of a page as one, and whether two answers show the same. Pure.
import type { ListAnswer } from './answer.ts';

/** A page that was stopped, and where it went on. */
export function joinPages(first: ListAnswer, more: ListAnswer): ListAnswer {
  const known = new Set(first.data.map(({ id }) => id));
  const added = more.data.filter(({ id }) => !known.has(id));
  const highlights = { ...first.meta?.highlights, ...more.meta?.highlights };
  const { next, partial, to } = more.page;
  const data = [...first.data, ...added];
  const isAll = first.page.prev === null && next === null && !partial;
  return {
    ...first,
    data,
    page: { ...first.page, from: first.page.from ?? more.page.from, next, partial, to },
    total: isAll ? { value: data.length, relation: 'eq' } : toBetter(first.total, more.total, data.length),
    ...((first.meta || more.meta) && {
      meta: { ...first.meta, ...(Object.keys(highlights).length > 0 && { highlights }) },
    }),
  };
}

/** What one sees is at least there. */
function toBetter(a: ListAnswer['total'], b: ListAnswer['total'], seen: number): ListAnswer['total'] {
  const better = b?.relation === 'eq' || a === null ? b : a;
  return better?.relation === 'gte' ? { ...better, value: Math.max(better.value, seen) } : better;
}

/** What is new in an answer, in words; null where people would see no difference. */
export function toNews(shown: ListAnswer, fresh: ListAnswer): string | null {
  const isSame = JSON.stringify(shown.data) === JSON.stringify(fresh.data);
  const [before, now] = [shown.total, fresh.total];
  const isCounted = before?.relation === 'eq' && now?.relation === 'eq';
  const more = isCounted ? now.value - before.value : 0;
  if (more !== 0)
    return `${Math.abs(more).toLocaleString('en')} ${more > 0 ? 'more' : 'fewer'} ${Math.abs(more) === 1 ? 'contact' : 'contacts'}`;
  return isSame ? null : 'This list has changed';
}
