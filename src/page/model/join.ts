// Two parts of a page as one, and whether two answers show the same. Pure.
import type { ListAnswer } from './answer.ts';

/** A page that was stopped, and where it went on. */
export function joinPages(first: ListAnswer, more: ListAnswer): ListAnswer {
  const known = new Set(first.data.map(({ id }) => id));
  const added = more.data.filter(({ id }) => !known.has(id));
  const highlights = { ...first.meta?.highlights, ...more.meta?.highlights };
  const { next, partial, to } = more.page;
  return {
    ...first,
    data: [...first.data, ...added],
    page: { ...first.page, from: first.page.from ?? more.page.from, next, partial, to },
    total: toBetter(first.total, more.total),
    ...((first.meta || more.meta) && {
      meta: { ...first.meta, ...(Object.keys(highlights).length > 0 && { highlights }) },
    }),
  };
}

function toBetter(a: ListAnswer['total'], b: ListAnswer['total']): ListAnswer['total'] {
  return b?.relation === 'eq' || a === null ? b : a;
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
