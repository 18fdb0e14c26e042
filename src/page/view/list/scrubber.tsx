// In place of a scroll bar that cannot exist: stops through the whole list with their values, to drag to; and a box for a
// letter, value or day to go to. Either lands at the cost of a first page.
import { useSignal } from '@preact/signals';
import type { FieldKind, TotalSaid } from '../../model/answer.ts';
import { toLabel, toPhrase } from '../../model/columns.ts';
import { change, getValue, isRanked, toHref, toSort } from '../../model/query.ts';
import { toNumber, toShown } from '../../model/shown.ts';
import type { App } from '../app.ts';
import { toInputType } from '../tools/value.tsx';

export function Scrubber({ app }: { app: App }) {
  const dragged = useSignal<number | null>(null);
  const stops = app.stops.value?.filter(({ value }) => value !== null) ?? [];
  const { search, beside } = app.place.value;
  const [key] = toSort(search);
  if (isRanked(search)) return null;
  if (stops.length < FEWEST) return <div class="scrubber scripted" />; // its room, so that nothing moves when it comes
  const field = key?.field ?? 'id';
  const at =
    dragged.value ??
    toNearest(
      stops.map(({ value }) => value),
      getValue(search, 'seek'),
    );
  const type = app.fields.get(field)?.type;
  const show = (index: number) => toWritten(toShown(field, stops[index]?.value, type), type);
  const seek = (index: number) =>
    change(search, index === 0 ? { seek: null, cursor: null } : { seek: String(stops[index]!.value) });
  const jump = (index: number) => {
    dragged.value = null;
    app.act.go({ search: seek(index) });
  };
  return (
    <div class="scrubber scripted">
      <input
        type="range"
        aria-label={`Go to a place in the list, by ${toLabel(field)}`}
        aria-valuetext={show(at)}
        min={0}
        max={stops.length - 1}
        step={1}
        value={at}
        title="Drag to a place in the list"
        onInput={({ currentTarget }) => {
          dragged.value = Number(currentTarget.value);
        }}
        onChange={({ currentTarget }) => jump(Number(currentTarget.value))}
      />
      <ol class="ticks">
        {toTicks(stops.length).map((index) => (
          <li key={index}>
            <a href={toHref({ search: seek(index), beside })} tabIndex={-1} dir="auto">
              {toShort(show(index))}
            </a>
          </li>
        ))}
      </ol>
      {dragged.value !== null && (
        <output class="bubble" style={{ '--at': `${(100 * dragged.value) / (stops.length - 1)}%` } as never}>
          <b dir="auto">{show(dragged.value)}</b>
          <small>{toPlaceWords(stops[dragged.value]!.position, app.list.value.answer?.total ?? null)}</small>
        </output>
      )}
    </div>
  );
}

/** A stop is as it is compared, folded; names are written with capitals. */
function toWritten(text: string, type: FieldKind | undefined): string {
  return type === 'text' ? text.replace(/(?<=^|[\s-])\p{Ll}/gu, (letter) => letter.toUpperCase()) : text;
}

/** A position is the share of the list that lies before; which row that is can be told where all are counted. */
function toPlaceWords(position: number, total: TotalSaid | null): string {
  if (total?.relation === 'eq') return `about row ${toNumber(Math.round(position * total.value) + 1)}`;
  return `about ${Math.round(position * 100)} %`;
}

const TICKS = 9;
/** Of fewer stops none is far from another. */
const FEWEST = 3;

function toTicks(stops: number): number[] {
  const ticks = Math.min(TICKS, stops);
  return Array.from({ length: ticks }, (_, at) => Math.round((at * (stops - 1)) / (ticks - 1)));
}

function toShort(text: string): string {
  const letters = Array.from(text);
  return letters.length > 12 ? `${letters.slice(0, 11).join('')}…` : text;
}

function toNearest(values: (string | number | null)[], seek: string | null): number {
  return seek === null
    ? 0
    : Math.max(
        0,
        values.findIndex((value) => String(value) === seek),
      );
}

export function Jump({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  const [key] = toSort(search);
  const field = app.fields.get(key?.field ?? 'id');
  if (!field || isRanked(search)) return null;
  const rest = [...new URLSearchParams(search)].filter(([name]) => !['cursor', 'seek'].includes(name));
  return (
    <form
      class="jump"
      aria-label="Go to a place in the list"
      action={toHref({ search: '', beside })}
      method="get"
      onSubmit={(event) => {
        event.preventDefault();
        const { elements } = event.currentTarget as unknown as { elements: Record<string, { value: string }> };
        app.act.go({ search: change(search, { seek: elements.seek!.value.trim() || null, cursor: null }) });
      }}
    >
      {rest.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label>
        <span>Go to </span>
        <input
          id="jump"
          name="seek"
          type={toInputType(field)}
          placeholder={`${toPhrase(field.name)} …`}
          title={`Start the list at this ${toPhrase(field.name)} (g)`}
          autocomplete="off"
          defaultValue={getValue(search, 'seek') ?? ''}
          key={getValue(search, 'seek') ?? ''}
        />
      </label>
      <button type="submit" class="unseen">
        Go
      </button>
    </form>
  );
}
