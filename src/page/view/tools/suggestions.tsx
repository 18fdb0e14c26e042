// Values that a filter may be about, each with how many contacts have it: a click takes it.
import { toValueWords } from '../../model/condition.ts';
import { toNumber } from '../../model/shown.ts';
import { isSuggested, take, toMatching, toTyped } from '../../model/suggestion.ts';
import type { App, Editing } from '../app.ts';

export function Suggestions({ app, editing }: { app: App; editing: Editing }) {
  if (!isSuggested(editing)) return null;
  const { field, value } = editing;
  const suggested = app.suggested.value;
  const values = suggested?.field === field ? toMatching(suggested.values, toTyped(editing)) : [];
  const set = (taken: string) => {
    app.editing.value = { ...editing, value: take(editing, taken) };
  };
  return (
    <fieldset class="presets suggestions" aria-label="Suggestions">
      {values.map((one) => (
        <button
          key={one.value}
          type="button"
          onClick={() => set(one.value!)}
          aria-pressed={value.split(',').includes(one.value!)}
        >
          <span dir="auto">{toValueWords({ name: field, field, operator: 'eq', value: one.value! }, app.fields)}</span>{' '}
          <small>{toNumber(one.count)}</small>
        </button>
      ))}
    </fieldset>
  );
}
