// One filter as it is made or changed: its field, its operator, and a value that is asked for as its type wants.
import { useEffect, useRef } from 'preact/hooks';
import { toLabel } from '../../model/columns.ts';
import { toOperatorWords } from '../../model/condition.ts';
import type { App, Editing } from '../app.ts';
import { Suggestions } from './suggestions.tsx';
import { ValueInput } from './value.tsx';

/** What the page itself can focus; the Worker has no elements. */
interface Focusable {
  querySelector(selector: string): { focus(): void } | null;
}

export function Editor({ app, editing }: { app: App; editing: Editing }) {
  const { field, operator, value, part, original } = editing;
  const info = app.fields.get(field);
  const form = useRef<Focusable | null>(null);
  useEffect(() => form.current?.querySelector(`[data-part=${part}]`)?.focus(), [part, original]);
  const set = (changes: Partial<Editing>) => {
    app.editing.value = { ...editing, ...changes };
  };
  const choose = (name: string) => {
    const next = app.fields.get(name);
    const isKept = next?.type === info?.type && next?.operators.some((one) => one.name === operator);
    set(isKept ? { field: name, value: '' } : { field: name, operator: 'eq', value: '' });
  };
  const operators = info?.operators ?? [];
  const isSlow = operators.find(({ name }) => name === operator)?.indexed === false;
  return (
    <form
      ref={form as never}
      class="editor"
      aria-label={original === null ? 'New filter' : 'Change filter'}
      onSubmit={(event) => {
        event.preventDefault();
        app.act.applyEditing();
      }}
    >
      <select
        aria-label="Field"
        data-part="field"
        value={field}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {[...app.fields.keys()].map((name) => (
          <option key={name} value={name} selected={name === field}>
            {toLabel(name)}
          </option>
        ))}
      </select>
      <select
        aria-label="Comparison"
        data-part="operator"
        value={operator}
        onChange={(event) => {
          const next = event.currentTarget.value;
          set({ operator: next, value: next === 'null' ? 'true' : toKept(value, operator, next) });
        }}
      >
        {operators.map(({ name }) => (
          <option key={name} value={name} selected={name === operator}>
            {toOperatorWords(name, info)}
          </option>
        ))}
      </select>
      {info && (
        <ValueInput
          info={info}
          operator={operator}
          value={value}
          onChange={(value) => set({ value })}
          onRange={(operator, value) => set({ operator, value })}
        />
      )}
      <button type="submit" class="primary" disabled={value === '' || value === ','}>
        Apply
      </button>
      <button
        type="button"
        onClick={() => {
          app.editing.value = null;
          app.act.focus('filter');
        }}
      >
        Cancel
      </button>
      <Suggestions app={app} editing={editing} />
      {isSlow && <small>No index serves this: rare values may come in parts.</small>}
    </form>
  );
}

/** A single value stays when the comparison changes to another of single values. */
function toKept(value: string, before: string, after: string): string {
  const isMany = (operator: string) => ['in', 'nin', 'between'].includes(operator);
  if (before === 'null') return '';
  return isMany(before) && !isMany(after) ? '' : value;
}
