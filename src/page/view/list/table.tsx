// The rows as a native table: a caption, a link in each head that sorts, and the rows.
import { useComputed } from '@preact/signals';
import type { FieldKind } from '../../model/answer.ts';
import { toColumns, toLabel, toPhrase } from '../../model/columns.ts';
import { change, type PageAddress, type SortedBy, toggleSort, toHref, toSort } from '../../model/query.ts';
import { toContacts } from '../../model/total.ts';
import type { App } from '../app.ts';
import { Line } from './line.ts';

/** Its parts read what they show themselves: a step on the way to other rows draws none of the rows. */
export function Table({ app }: { app: App }) {
  return (
    <table class={app.isBusy.value ? 'list busy' : 'list'} aria-busy={app.isBusy.value}>
      <Caption app={app} />
      <thead>
        <tr>
          <Heads app={app} />
        </tr>
      </thead>
      <tbody>
        <Rows app={app} />
      </tbody>
    </table>
  );
}

function Caption({ app }: { app: App }) {
  const { search, answer } = app.list.value;
  const keys = toSort(search);
  return (
    <caption class="unseen">
      {toContacts(answer?.total ?? null)}
      {keys.length > 0 && `, sorted by ${keys.map(toSortWords).join(', then ')}`}
    </caption>
  );
}

function Rows({ app }: { app: App }) {
  const { place, leaving, active, fields, list } = app;
  const beside = useComputed(() => place.value.beside).value;
  const { search, answer } = list.value;
  const columns = toKnownColumns(app, search).join();
  const rows = answer?.data ?? [];
  return rows.map((person, at) =>
    leaving.value.includes(person.id) ? null : (
      <Line
        key={at} // the same rows with other texts take a fraction of the time of other rows
        app={app}
        person={person}
        columns={columns}
        fields={fields}
        marks={answer?.meta?.highlights?.[person.id]}
        search={search}
        isOpen={beside === person.id}
        active={active.value?.row === at ? active.value.column : null}
      />
    ),
  );
}

function toKnownColumns({ fields }: App, search: string): string[] {
  return toColumns(search).filter((name) => fields.has(name));
}

function Heads({ app }: { app: App }) {
  const { search } = app.list.value;
  const { beside } = app.place.value;
  const start = useComputed(() => change(app.place.value.search, { cursor: null, seek: null })).value;
  const keys = toSort(search);
  return toKnownColumns(app, search).map((name) => {
    const at = keys.findIndex(({ field }) => field === name);
    const order = keys[at]?.descending ? 'descending' : 'ascending';
    return (
      <Head
        key={name}
        app={app}
        name={name}
        order={at < 0 ? null : order}
        rank={at + 1}
        isOnly={keys.length === 1}
        search={start}
        beside={beside}
      />
    );
  });
}

/** Of plain values, by which it is seen that it is as it was. */
interface HeadProps extends PageAddress {
  app: App;
  name: string;
  order: 'ascending' | 'descending' | null;
  /** Which of the keys it is, from 1. */
  rank: number;
  isOnly: boolean;
}

function Head({ app, name, order, rank, isOnly, search, beside }: HeadProps) {
  const width = app.widths.value[name];
  const to = (added: boolean) => toHref({ search: toggleSort(search, name, added), beside });
  return (
    <th
      scope="col"
      aria-sort={order && rank === 1 ? order : undefined}
      class={toHeadClass(app.fields.get(name)?.type)}
      style={width ? { width: `${width}px` } : undefined}
    >
      <a
        class={order ? 'head sorted' : 'head'}
        href={to(false)}
        data-shift={to(true)}
        title={`Sort by ${toPhrase(name)}. With Shift: after the others`}
      >
        <span class="label">{toLabel(name)}</span>
        {order && (
          <span class="order" aria-hidden="true">
            {order === 'descending' ? '↓' : '↑'}
            {!isOnly && <sup>{rank}</sup>}
          </span>
        )}
      </a>
      <span
        class="grip scripted"
        data-field={name}
        aria-hidden="true"
        title="Drag for its width; double-click for the usual ones"
      />
    </th>
  );
}

function toHeadClass(type: FieldKind | undefined): string | undefined {
  if (type === 'integer') return 'number';
  return type === 'date' || type === 'datetime' ? 'time' : undefined;
}

function toSortWords({ field, descending }: SortedBy): string {
  return `${toPhrase(field)}${descending ? ' descending' : ''}`;
}
