// Where the page lies in the list, and the ways on from it: links, so that they work without a script and in a new tab.
import { change, getValue, toHref } from '../../model/query.ts';
import { toAge, toPosition } from '../../model/total.ts';
import type { App } from '../app.ts';

const LIMITS = ['50', '100', '200'];

export function Pager({ app }: { app: App }) {
  const { search, answer } = app.list.value;
  const { beside } = app.place.value;
  if (!answer) return null;
  const { page, total } = answer;
  const to = (cursor: string | null) => change(search, { cursor });
  const age = toAge(total);
  const isFirst = page.prev === null;
  const link = (label: string, text: string, search: string | null, key?: string) =>
    search === null ? (
      <span key={label} class="step off" aria-disabled="true">
        {text}
      </span>
    ) : (
      <a
        key={label}
        class="step"
        href={toHref({ search, beside })}
        title={key ? `${label} (${key})` : label}
        aria-label={label}
        rel={label === 'Next page' ? 'next' : undefined}
        onPointerEnter={() => app.act.prefetch(search)}
        onFocus={() => app.act.prefetch(search)}
      >
        {text}
      </a>
    );
  return (
    <nav class="pager" aria-label="Pages">
      {link('First page', '«', isFirst ? null : to(null))}
      {link('Previous page', '‹ Previous', page.prev && to(page.prev), 'p')}
      {link('Next page', 'Next ›', page.next && to(page.next), 'n')}
      {link('Last page', '»', page.next && to('last'))}
      <fieldset class="limits" aria-label="Rows on a page">
        {LIMITS.map((limit) => (
          <a
            key={limit}
            href={toHref({ search: change(search, { limit: limit === '50' ? null : limit }), beside })}
            aria-current={(getValue(search, 'limit') ?? '50') === limit ? 'true' : undefined}
            aria-label={`${limit} rows on a page`}
          >
            {limit}
          </a>
        ))}
      </fieldset>
      <span key="position" class="position">
        {[toPosition(answer, getValue(search, 'seek')), age].filter(Boolean).join(' · ')}
      </span>
      {total && total.relation !== 'eq' && (
        <a class="quiet" href={toHref({ search: change(search, { count: 'exact' }), beside })}>
          Count exactly
        </a>
      )}
    </nav>
  );
}
