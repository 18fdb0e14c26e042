// The search box: a form without a script, a list as one types with one; and what was looked for instead of a misspelt word.

import { change, getValue, toHref, toParameters } from '../../model/query.ts';
import type { App } from '../app.ts';
import { Scriptless } from '../scriptless.tsx';

export function Search({ app }: { app: App }) {
  const { search } = app.place.value;
  const kept = toParameters(search).filter(([name]) => !['q', 'cursor', 'seek'].includes(name));
  return (
    <search>
      <form class="search" action="/" method="get" onSubmit={(event) => event.preventDefault()}>
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input
          id="search"
          type="search"
          name="q"
          aria-label="Search contacts"
          aria-keyshortcuts="/"
          placeholder="Search names, places, phone, customer no."
          title="Search (/)"
          autocomplete="off"
          spellcheck={false}
          defaultValue={getValue(search, 'q') ?? ''}
          onInput={(event) => app.act.searchFor(event.currentTarget.value)}
        />
        <Scriptless>
          <button type="submit">Search</button>
        </Scriptless>
      </form>
    </search>
  );
}

export function Corrections({ app }: { app: App }) {
  const { answer, search } = app.list.value;
  const corrections = answer?.meta?.corrections ?? [];
  if (corrections.length === 0) return null;
  const q = getValue(search, 'q') ?? '';
  const exact = corrections.reduce(
    (text, { from }) => text.replace(new RegExp(`(?<!")${escapePattern(from)}(?!")`, 'i'), `"${from}"`),
    q,
  );
  return (
    <p class="corrections">
      {corrections.map(({ from, to }) => (
        <span key={from}>
          Nobody has “{from}”. Showing <b>{to.join(', ')}</b>.{' '}
        </span>
      ))}
      <a href={toHref({ search: change(search, { q: exact }), beside: app.place.value.beside })}>Exactly as typed</a>
    </p>
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
