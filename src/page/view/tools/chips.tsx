// The active filters, always in sight: each part of a chip opens the editor at that part, and × takes it away.

import { toLabel } from '../../model/columns.ts';
import { type FilterPart, toConditions, toOperatorWords, toValueWords, toWords } from '../../model/condition.ts';
import { change, drop, toHref } from '../../model/query.ts';
import type { App, Editing } from '../app.ts';
import { Editor } from './editor.tsx';

export function Chips({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  const conditions = toConditions(search);
  const editing = app.editing.value;
  const cleared = change(search, { q: null, ...Object.fromEntries(conditions.map(({ name }) => [name, null])) });
  return (
    <section class="filters" aria-label="Filters">
      <div class="chips">
        {conditions.map((condition, at) => (
          <Chip key={`${condition.name} ${at}`} app={app} condition={condition} />
        ))}
        <button
          id="filter"
          type="button"
          class="add scripted"
          title="Add a filter (f)"
          aria-expanded={editing?.original === null}
          onClick={() => {
            app.editing.value = editing?.original === null ? null : NEW;
          }}
        >
          + Filter
        </button>
        {conditions.length > 0 && (
          <a class="quiet" href={toHref({ search: cleared, beside })}>
            Clear all
          </a>
        )}
      </div>
      {editing && <Editor key={editing.original ?? 'new'} app={app} editing={editing} />}
    </section>
  );
}

const NEW: Editing = { original: null, field: 'city', operator: 'eq', value: '', part: 'field' };

function Chip({ app, condition }: { app: App; condition: FilterPart }) {
  const { search, beside } = app.place.value;
  const { name, field, operator, value } = condition;
  const info = app.fields.get(field);
  const edit = (part: Editing['part']) => () => {
    app.editing.value = { original: name, field, operator, value, part };
  };
  const isEdited = app.editing.value?.original === name;
  const words = toWords(condition, app.fields);
  return (
    <fieldset class={isEdited ? 'chip edited' : 'chip'} aria-label={words}>
      <button type="button" onClick={edit('field')} disabled={!info}>
        {toLabel(field)}
      </button>
      <button type="button" class="operator" onClick={edit('operator')} disabled={!info}>
        {toOperatorWords(operator, info)}
      </button>
      <button type="button" class="value" onClick={edit('value')} disabled={!info} dir="auto" title={words}>
        {toValueWords(condition, app.fields)}
      </button>
      <a class="remove" href={toHref({ search: drop(search, name, value), beside })} aria-label={`Remove: ${words}`}>
        ×
      </a>
    </fieldset>
  );
}
