// Everything by keyboard: single letters where nothing is being typed, and the few that work everywhere.
import { toColumns } from '../model/columns.ts';
import { toCellCondition } from '../model/condition.ts';
import { change } from '../model/query.ts';
import type { App } from '../view/app.ts';

/** A click chooses a cell; the arrows move the choice. */
export function listenToCells({ active }: App): void {
  document.addEventListener('click', ({ target }) => {
    const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('.list tbody td') : null;
    if (!cell || (target as Element).closest('a')) return;
    active.value = { row: (cell.parentElement as HTMLTableRowElement).sectionRowIndex, column: cell.cellIndex };
  });
}

export function listenToKeys(app: App): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === 'Escape') return void (leaveBox(event.target) || closeOne(app));
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (isDrafting(app)) app.act.saveDraft();
      else app.act.applyEditing();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const does = toAction(app, event);
    if (!does) return;
    event.preventDefault();
    does();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable], dialog, [role=dialog]') !== null
  );
}

function isDrafting({ drafts, place }: App): boolean {
  return drafts.value[String(place.value.beside)] !== undefined;
}

function toAction(app: App, { key, target }: KeyboardEvent): (() => void) | null {
  const press = (selector: string) => () => document.querySelector<HTMLElement>(selector)?.click();
  const menu = (name: string) => () => toggleMenu(name);
  const isOnControl = target instanceof Element && target.closest('a, button, summary') !== null;
  const actions: Record<string, () => void> = {
    '/': () => app.act.focus('search'),
    f: press('#filter'),
    g: () => app.act.focus('jump'),
    j: () => step(app, 1),
    k: () => step(app, -1),
    o: () => filterByCell(app, true),
    x: () => filterByCell(app, false),
    n: press('.pager a[rel=next]'),
    p: press('.pager a[aria-label="Previous page"]'),
    c: menu('columns'),
    s: menu('sort'),
    v: menu('views'),
    e: menu('share'),
    b: press('.toggle'),
    a: press('.new'),
    r: () => app.news.value && app.act.reload(),
    Delete: () => app.act.remove(),
    '?': () => {
      app.isHelpOpen.value = true;
    },
    ...(!isOnControl && {
      Enter: () => openActive(app),
      ArrowLeft: () => move(app, -1),
      ArrowRight: () => move(app, 1),
    }),
  };
  return Object.hasOwn(actions, key) ? actions[key]! : null;
}

function toggleMenu(name: string): void {
  const menu = document.querySelector<HTMLDetailsElement>(`#menu-${name}`);
  if (!menu) return;
  menu.open = !menu.open;
  const focus = () => menu.querySelector<HTMLElement>('.sheet a, .sheet button, .sheet input')?.focus();
  if (menu.open) menu.addEventListener('toggle', () => requestAnimationFrame(focus), { once: true });
}

/** To the next row; where a contact is open, to the next contact. At the end of a page to the next one. */
function step(app: App, by: 1 | -1): void {
  const rows = (app.list.value.answer?.data ?? []).filter(({ id }) => !app.leaving.value.includes(id));
  const { beside } = app.place.value;
  if (typeof beside === 'number') {
    const at = rows.findIndex(({ id }) => id === beside);
    const next = rows[at + by];
    if (next) app.act.go({ beside: next.id });
    if (next)
      app.active.value = { row: app.list.value.answer!.data.indexOf(next), column: app.active.value?.column ?? 0 };
  } else {
    const { row = by > 0 ? -1 : rows.length, column = 1 } = app.active.value ?? {};
    app.active.value = { row: Math.min(Math.max(row + by, 0), rows.length - 1), column };
  }
  requestAnimationFrame(() => document.querySelector('tr.active')?.scrollIntoView({ block: 'nearest' }));
}

function move(app: App, by: 1 | -1): void {
  const { active, list } = app;
  if (!active.value) return;
  const columns = toColumns(list.value.search).length;
  active.value = { ...active.value, column: Math.min(Math.max(active.value.column + by, 0), columns - 1) };
  requestAnimationFrame(() =>
    document.querySelector('.cellmenu')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
  );
}

function openActive(app: App): void {
  if (typeof app.place.value.beside === 'number') {
    if (!isDrafting(app)) app.act.startDraft();
    return;
  }
  const person = app.list.value.answer?.data[app.active.value?.row ?? 0];
  if (person) app.act.go({ beside: person.id });
}

function filterByCell(app: App, isWanted: boolean): void {
  const { active, list, place } = app;
  if (!active.value) return;
  const field = toColumns(list.value.search)[active.value.column];
  const person = list.value.answer?.data[active.value.row];
  if (!field || !person) return;
  const [name, value] = toCellCondition(field, person[field] ?? null, isWanted);
  app.act.go({ search: change(place.value.search, { [name]: value }) });
}

/** Out of a box that stands by itself; what is open stays so. */
function leaveBox(target: EventTarget | null): boolean {
  const box = target instanceof HTMLInputElement ? target.closest<HTMLElement>('.search input, .jump input') : null;
  box?.blur();
  return box !== null;
}

/** The uppermost of what is open; a dialog closes itself. */
function closeOne(app: App): void {
  const menu = document.querySelector<HTMLDetailsElement>('details.menu[open]');
  if (document.querySelector('dialog[open]')) return;
  if (menu) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  } else if (app.editing.value) {
    app.editing.value = null;
    app.act.focus('filter');
  } else if (isDrafting(app)) app.act.dropDraft();
  else if (app.place.value.beside !== null) app.act.go({ beside: null });
  else app.active.value = null;
}
