// What is wanted now and then: columns, order, saved views, sharing and export, looks; each in a menu that opens without a script.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { chooseColumns, toColumns, toLabel } from '../../model/columns.ts';
import { change, MOST_SORT_KEYS, toggleSort, toHref, toSort } from '../../model/query.ts';
import type { App } from '../app.ts';

interface MenuProps {
  app: App;
  label: string;
  title: string;
  name: string;
  /** What is in it. With a script it is drawn while the menu is open. */
  children: () => ComponentChildren;
}

export function Menu({ app, label, title, name, children }: MenuProps) {
  const isOpen = useSignal(false);
  const isDrawn = isOpen.value || !app.isAlive.value;
  return (
    <details
      class="menu"
      name="menu"
      id={`menu-${name}`}
      onToggle={(event) => {
        isOpen.value = (event.currentTarget as unknown as { open: boolean }).open;
      }}
    >
      <summary title={title}>{label}</summary>
      <div class="sheet">{isDrawn && children()}</div>
    </details>
  );
}

export function ColumnMenu({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  const columns = toColumns(search);
  const others = [...app.fields.keys()].filter((name) => !columns.includes(name));
  const to = (next: string[]) => toHref({ search: chooseColumns(search, next), beside });
  const move = (at: number, by: number) => {
    const next = columns.toSpliced(at, 1);
    return to(next.toSpliced(at + by, 0, columns[at]!));
  };
  return (
    <Menu app={app} label="Columns" title="Choose and order columns (c)" name="columns">
      {() => (
        <>
          <p class="hint">The first one stays in view.</p>
          <ul class="columns">
            {columns.map((name, at) => (
              <li key={name}>
                <a class="check" href={to(columns.toSpliced(at, 1))} aria-label={`Hide ${toLabel(name)}`}>
                  ☑ {toLabel(name)}
                </a>
                {at > 0 && (
                  <a href={move(at, -1)} aria-label={`Move ${toLabel(name)} left`}>
                    ↑
                  </a>
                )}
                {at < columns.length - 1 && (
                  <a href={move(at, 1)} aria-label={`Move ${toLabel(name)} right`}>
                    ↓
                  </a>
                )}
              </li>
            ))}
            {others.map((name) => (
              <li key={name}>
                <a class="check" href={to([...columns, name])} aria-label={`Show ${toLabel(name)}`}>
                  ☐ {toLabel(name)}
                </a>
              </li>
            ))}
          </ul>
          <a class="quiet" href={toHref({ search: change(search, { fields: null }), beside })}>
            The usual columns
          </a>
        </>
      )}
    </Menu>
  );
}

export function SortMenu({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  const keys = toSort(search);
  const label = keys.map(({ field, descending }) => `${toLabel(field)} ${descending ? '↓' : '↑'}`).join(', ');
  const set = (text: string | null) => toHref({ search: change(search, { sort: text }), beside });
  return (
    <Menu app={app} label={label ? `Sort: ${label}` : 'Sort'} title="Order by up to three fields (s)" name="sort">
      {() => (
        <>
          <ul class="columns">
            {[...app.fields.keys()].map((name) => {
              const only = keys.length === 1 && keys[0]!.field === name;
              const isKey = keys.some(({ field }) => field === name);
              return (
                <li key={name}>
                  <span class={isKey ? 'check chosen' : 'check'}>{toLabel(name)}</span>
                  <a
                    href={set(name)}
                    aria-label={`Sort by ${toLabel(name)}, ascending`}
                    aria-current={only && !keys[0]!.descending ? 'true' : undefined}
                  >
                    ↑
                  </a>
                  <a
                    href={set(`-${name}`)}
                    aria-label={`Sort by ${toLabel(name)}, descending`}
                    aria-current={only && keys[0]!.descending ? 'true' : undefined}
                  >
                    ↓
                  </a>
                  {keys.length > 0 && (isKey || keys.length < MOST_SORT_KEYS) && !only && (
                    <a
                      href={toHref({ search: toggleSort(search, name, true), beside })}
                      aria-label={`Then by ${toLabel(name)}`}
                    >
                      {isKey ? 'turn' : 'then'}
                    </a>
                  )}
                </li>
              );
            })}
          </ul>
          <a class="quiet" href={set(null)}>
            No order
          </a>
        </>
      )}
    </Menu>
  );
}

export function ViewMenu({ app }: { app: App }) {
  const { search } = app.place.value;
  const views = app.views.value;
  return (
    <Menu app={app} label="Views" title="Saved views (v)" name="views">
      {() => (
        <>
          {views.length === 0 && (
            <p class="hint">
              A view is this list with its filters, order and columns, under a name. It stays in this browser.
            </p>
          )}
          <ul class="views">
            {views.map((view) => (
              <li key={view.name}>
                <a
                  href={toHref({ search: view.search, beside: null })}
                  aria-current={view.search === search ? 'true' : undefined}
                >
                  {view.name}
                </a>
                <button
                  type="button"
                  aria-label={`Delete the view ${view.name}`}
                  onClick={() => app.act.deleteView(view.name)}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
          <form
            class="scripted"
            onSubmit={(event) => {
              event.preventDefault();
              const input = (event.currentTarget as unknown as { elements: Record<string, { value: string }> }).elements
                .view!;
              if (input.value.trim() !== '') app.act.saveView(input.value.trim());
              input.value = '';
            }}
          >
            <input
              name="view"
              aria-label="Name of the view"
              placeholder="Name of this view"
              maxLength={60}
              autocomplete="off"
            />
            <button type="submit">Save</button>
          </form>
        </>
      )}
    </Menu>
  );
}
