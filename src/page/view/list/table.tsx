// The rows as a native table: a caption, a link in each head that sorts, rows that are drawn anew only when they change.
import { Component } from 'preact';
import type { FieldKind, Marks, Person } from '../../model/answer.ts';
import { toColumns, toLabel, toPhrase } from '../../model/columns.ts';
import { type SortedBy, toggleSort, toHref, toSort } from '../../model/query.ts';
import { toContacts } from '../../model/total.ts';
import type { App } from '../app.ts';
import { Row, type RowProps } from './row.tsx';

export function Table({ app }: { app: App }) {
  const { search, answer } = app.list.value;
  const columns = toColumns(search).filter((name) => app.fields.has(name));
  const rows = answer?.data ?? [];
  const keys = toSort(search);
  return (
    <table class={app.isBusy.value ? 'list busy' : 'list'} aria-busy={app.isBusy.value}>
      <caption class="unseen">
        {toContacts(answer?.total ?? null)}
        {keys.length > 0 && `, sorted by ${keys.map(toSortWords).join(', then ')}`}
      </caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <Head key={name} app={app} name={name} keys={keys} />
          ))}
        </tr>
      </thead>
      <tbody>
        <Rows app={app} rows={rows} columns={columns} marks={answer?.meta?.highlights} />
      </tbody>
    </table>
  );
}

interface RowsProps {
  app: App;
  rows: Person[];
  columns: string[];
  marks: Marks | undefined;
}

function Rows({ app, rows, columns, marks }: RowsProps) {
  const { place, leaving, active, fields, list } = app;
  const { beside } = place.value;
  const { search } = list.value; // what the rows are of: a step on the way to others draws none of them
  return rows.map((person, at) =>
    leaving.value.includes(person.id) ? null : (
      <Line
        key={at} // the same rows with other texts are drawn in half the time of other rows
        app={app}
        person={person}
        columns={columns.join()}
        fields={fields}
        marks={marks?.[person.id]}
        search={search}
        isOpen={beside === person.id}
        active={active.value?.row === at ? active.value.column : null}
      />
    ),
  );
}

/** A row that is drawn anew only when something of it has changed. */
class Line extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const names = Object.keys(next) as (keyof RowProps)[];
    return names.some((name) => next[name] !== this.props[name]);
  }

  render(props: RowProps) {
    return <Row {...props} />;
  }
}

function Head({ app, name, keys }: { app: App; name: string; keys: SortedBy[] }) {
  const { search } = app.place.value;
  const at = keys.findIndex(({ field }) => field === name);
  const key = keys[at];
  const width = app.widths.value[name];
  const order = key?.descending ? 'descending' : 'ascending';
  const to = (added: boolean) => toHref({ search: toggleSort(search, name, added), beside: app.place.value.beside });
  return (
    <th
      scope="col"
      aria-sort={key && at === 0 ? order : undefined}
      class={toHeadClass(app.fields.get(name)?.type)}
      style={width ? { width: `${width}px` } : undefined}
    >
      <a
        class={key ? 'head sorted' : 'head'}
        href={to(false)}
        data-shift={to(true)}
        title={`Sort by ${toPhrase(name)}. With Shift: after the others`}
      >
        <span class="label">{toLabel(name)}</span>
        {key && (
          <span class="order" aria-hidden="true">
            {key.descending ? '↓' : '↑'}
            {keys.length > 1 && <sup>{at + 1}</sup>}
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
