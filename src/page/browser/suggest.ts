// While a filter is made or changed: the commonest values of its field under the other filters, and where few of them begin
// as typed, those that do. They are spare: nothing waits for them, and they are not asked for again.
import { effect } from '@preact/signals';
import type { FacetSaid } from '../model/answer.ts';
import { isSuggested, toMatching, toSuggestSearch, toTyped, type ValueCount } from '../model/suggestion.ts';
import type { App, Editing } from '../view/app.ts';
import { ask } from './api.ts';

const TYPING_MS = 250;
/** So many that begin as typed are enough. */
const FEW = 3;
/** Of a single letter too many begin. */
const FEWEST_LETTERS = 2;

export function listenToEditing(app: App): void {
  let running: AbortController | null = null;
  let waiting = 0;
  effect(() => {
    const editing = app.editing.value;
    clearTimeout(waiting);
    running?.abort();
    if (!editing) app.suggested.value = null;
    if (!editing || !isSuggested(editing)) return;
    running = new AbortController();
    const { signal } = running;
    const isFirst = app.suggested.peek()?.field !== editing.field;
    waiting = window.setTimeout(() => void suggest(app, editing, signal).catch(() => {}), isFirst ? 0 : TYPING_MS);
  });
}

async function suggest(app: App, editing: Editing, signal: AbortSignal): Promise<void> {
  const { field } = editing;
  const { search } = app.place.peek();
  const add = async (begin: string) => {
    const wanted = toSuggestSearch(search, editing, begin);
    const found = wanted === null ? [] : await readValues(wanted, field, signal);
    const known = app.suggested.value?.field === field ? app.suggested.value.values : [];
    const isNew = ({ value }: ValueCount) => !known.some((one) => one.value === value);
    app.suggested.value = { field, values: [...known, ...found.filter(isNew)] };
  };
  if (app.suggested.value?.field !== field) await add('');
  const typed = toTyped(editing);
  const isLong = Array.from(typed).length >= FEWEST_LETTERS;
  if (isLong && toMatching(app.suggested.value?.values ?? [], typed).length < FEW) await add(typed);
}

async function readValues(search: string, field: string, signal: AbortSignal): Promise<ValueCount[]> {
  const path = `/v1/contacts${search}`;
  const { body } = await ask<{ facets?: Record<string, FacetSaid> }>(path, { signal, isSpare: true });
  return body?.facets?.[field]?.values ?? [];
}
