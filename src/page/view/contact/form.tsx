// A contact as it is made or edited: each field asked for as its type wants, faults at their fields.

import type { FieldInfo } from '../../model/answer.ts';
import { toLabel } from '../../model/columns.ts';
import { COUNTRIES } from '../../model/countries.ts';
import { type Draft, NEEDED, WRITABLE } from '../../model/draft.ts';
import { toCountry, toShown } from '../../model/shown.ts';
import type { App } from '../app.ts';
import { Conflict } from './conflict.tsx';

interface FormProps {
  app: App;
  /** Of the draft: the contact's, or `new`. */
  id: string;
  draft: Draft;
}

export function ContactForm({ app, id, draft }: FormProps) {
  const set = (name: string, value: string) => {
    const { [name]: _, ...faults } = draft.faults;
    app.drafts.value = { ...app.drafts.value, [id]: { ...draft, faults, values: { ...draft.values, [name]: value } } };
  };
  if (draft.theirs) return <Conflict app={app} id={id} draft={draft} />;
  return (
    <form
      class="contact"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        app.act.saveDraft();
      }}
    >
      {draft.faults[''] && (
        <p class="fault" role="alert">
          {draft.faults['']}
        </p>
      )}
      {WRITABLE.map((name, at) => (
        <FieldInput
          key={name}
          app={app}
          name={name}
          draft={draft}
          isFirst={at === 0}
          onChange={(value) => set(name, value)}
        />
      ))}
      <div class="formbar">
        <button type="submit" class="primary" disabled={draft.isSaving} title="Save (Ctrl+Enter)">
          {draft.isSaving ? 'Saving …' : 'Save'}
        </button>
        <button type="button" onClick={() => app.act.dropDraft()} title="Cancel (Esc)">
          Cancel
        </button>
      </div>
    </form>
  );
}

interface FieldInputProps {
  app: App;
  name: string;
  draft: Draft;
  isFirst: boolean;
  onChange: (value: string) => void;
}

function FieldInput({ app, name, draft, isFirst, onChange }: FieldInputProps) {
  const info = app.fields.get(name);
  const value = draft.values[name] ?? '';
  const fault = draft.faults[name];
  const id = `field-${name}`;
  const common = {
    id,
    name,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    'aria-required': NEEDED.includes(name) ? true : undefined,
  };
  return (
    <p class={`field ${name}`}>
      <label for={id}>
        {toLabel(name)}
        {!NEEDED.includes(name) && <small> optional</small>}
      </label>
      <ValueBox info={info} value={value} isFirst={isFirst} onChange={onChange} {...common} />
      {fault && (
        <span class="fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </p>
  );
}

interface ValueBoxProps {
  info: FieldInfo | undefined;
  name: string;
  value: string;
  onChange: (value: string) => void;
  isFirst?: boolean;
  /** Where no label stands beside it. */
  label?: string;
  id?: string;
}

/** What a field's value is typed into or chosen from; attributes that it does not know are those of the element. */
export function ValueBox({ info, value, onChange, isFirst, label, ...common }: ValueBoxProps) {
  const { name } = common;
  const choices = info?.values ?? (name === 'country' ? COUNTRIES : null);
  if (choices)
    return (
      <select {...common} aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="" selected={value === ''}>
          –
        </option>
        {choices.map((choice) => (
          <option key={choice} value={choice} selected={choice === value}>
            {name === 'country' ? toCountry(choice) : toShown(name, choice, info?.type)}
          </option>
        ))}
      </select>
    );
  return (
    <input
      {...common}
      aria-label={label}
      type={toType(name, info?.type)}
      value={value}
      step={info?.type === 'integer' ? 1 : undefined}
      placeholder={toHint(name)}
      autocomplete="off"
      autofocus={isFirst}
      dir="auto"
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function toType(name: string, type: string | undefined): 'text' {
  const kinds: Record<string, string> = { integer: 'number', date: 'date' };
  return (name === 'phone_number' ? 'tel' : (kinds[type ?? ''] ?? 'text')) as 'text'; // Preact types an input by its kind
}

function toHint(name: string): string | undefined {
  if (name === 'phone_number') return '+4712345678';
  return name === 'last_activity' ? '2026-01-31T08:30:00Z' : undefined;
}
