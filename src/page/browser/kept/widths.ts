// The widths of columns: dragged at the edge of a head, kept in this browser, taken back by a double click.
import type { App } from '../../view/app.ts';
import { read, write } from './store.ts';

const WIDTHS = 'kartei-widths';
const LEAST_PIXELS = 48;

export function readWidths({ widths }: App): void {
  const stored = Object.entries(read(WIDTHS, {})).filter(([, width]) => typeof width === 'number' && width > 0);
  widths.value = Object.fromEntries(stored as [string, number][]);
}

export function listenToGrips(app: App): void {
  document.addEventListener('pointerdown', (event) => {
    const grip = toGrip(event);
    if (grip && event.button === 0) drag(app, grip, event);
  });
  document.addEventListener('mousedown', (event) => {
    if (toGrip(event)) event.preventDefault(); // nothing is selected, and no link is dragged
  });
  document.addEventListener('dblclick', (event) => {
    if (toGrip(event)) set(app, {});
  });
}

function toGrip({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.grip') : null;
}

/** First every column is given the width that it has, so that the others stay as they are. */
function drag(app: App, grip: HTMLElement, { clientX, pointerId }: PointerEvent): void {
  const grips = [...document.querySelectorAll<HTMLElement>('.grip')];
  const shown = Object.fromEntries(grips.map((one) => [one.dataset.field!, one.parentElement!.offsetWidth]));
  const field = grip.dataset.field!;
  const begun = shown[field]!;
  const room = Object.values(shown).reduce((sum, width) => sum + width, 0);
  grip.setPointerCapture(pointerId);
  grip.onpointermove = (event) => {
    const wanted = Math.max(begun + event.clientX - clientX, LEAST_PIXELS);
    const others = room - begun;
    // a table that is wider than its columns shares the rest among them
    const width = wanted < begun ? (wanted * others) / (room - wanted) : wanted;
    app.widths.value = { ...app.widths.value, ...shown, [field]: Math.round(width) };
  };
  grip.onlostpointercapture = () => {
    grip.onpointermove = null;
    set(app, app.widths.value);
  };
}

function set({ widths }: App, changed: Readonly<Record<string, number>>): void {
  widths.value = changed;
  write(WIDTHS, changed);
}
