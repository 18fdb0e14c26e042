// The commonest values of some fields with their counts, under all other filters: links that filter by them.
import type { FacetSaid } from '../../model/answer.ts';
import { toLabel } from '../../model/columns.ts';
import { fromList, toList } from '../../model/condition.ts';
import { change, getValue, toHref } from '../../model/query.ts';
import { toNumber, toShown } from '../../model/shown.ts';
import type { App } from '../app.ts';

export const FACETS = ['country', 'gender', 'city', 'last_name', 'first_name'];

export function FacetToggle({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  const isOn = getValue(search, 'facet') !== null;
  return (
    <a
      class="toggle"
      href={toHref({ search: change(search, { facet: isOn ? null : FACETS.slice(0, 3).join() }), beside })}
      aria-current={isOn ? 'true' : undefined}
      title="Counts by value (b)"
    >
      Counts
    </a>
  );
}

export function Facets({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  const asked = getValue(search, 'facet');
  if (!asked) return null;
  const shown = asked.split(',');
  const facets = app.facets.value;
  const others = FACETS.filter((name) => !shown.includes(name));
  return (
    <aside class="facets" aria-label="Counts by value">
      {shown.map((name) =>
        facets?.[name] ? (
          <FacetList key={name} app={app} name={name} facet={facets[name]} />
        ) : (
          <section key={name}>
            <h2>{toLabel(name)}</h2>
            <div class="skeleton" role="img" aria-label="Counting" />
          </section>
        ),
      )}
      {others.length > 0 && (
        <p class="others">
          {others.map((name) => (
            <a
              key={name}
              class="quiet"
              href={toHref({ search: change(search, { facet: [...shown, name].join() }), beside })}
            >
              + {toLabel(name)}
            </a>
          ))}
        </p>
      )}
    </aside>
  );
}

function FacetList({ app, name, facet }: { app: App; name: string; facet: FacetSaid }) {
  const { search, beside } = app.place.value;
  const type = app.fields.get(name)?.type;
  const chosen = [...toList(getValue(search, name) ?? ''), ...toList(getValue(search, `${name}.in`) ?? '')];
  const isAtLeast = facet.relation !== 'eq';
  const most = Math.max(1, ...facet.values.map(({ count }) => count));
  const to = (value: string | null) => {
    if (value === null) return toHref({ search: change(search, { [`${name}.null`]: 'true' }), beside });
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    const single = next.length === 1 ? next[0]! : null;
    const many = next.length > 1 ? fromList(next) : null;
    return toHref({ search: change(search, { [name]: single, [`${name}.in`]: many }), beside });
  };
  return (
    <section>
      <h2>{toLabel(name)}</h2>
      <ul>
        {facet.values.map(({ value, count }) => (
          <li key={value}>
            <a href={to(value)} aria-current={value !== null && chosen.includes(value) ? 'true' : undefined}>
              <span class="value" dir="auto">
                {value === null ? 'No value' : toShown(name, value, type)}
              </span>
              <span class="count">
                {isAtLeast && '≥ '}
                {toNumber(count)}
              </span>
              <meter class="share" min={0} max={most} value={count} aria-hidden="true" />
            </a>
          </li>
        ))}
      </ul>
      {facet.distinct && facet.distinct.value > facet.values.length && (
        <p class="hint">
          {toNumber(facet.values.length)} of {facet.distinct.relation === 'eq' ? '' : 'at least '}
          {toNumber(facet.distinct.value)} values
        </p>
      )}
    </section>
  );
}
