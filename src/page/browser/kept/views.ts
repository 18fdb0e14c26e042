// Saved views and looks, in this browser alone; where it keeps nothing, they last as long as the page.
import type { App, SavedView } from '../../view/app.ts';
import { read, write } from './store.ts';

const VIEWS = 'kartei-views';
const MOST_VIEWS = 50;

export function readViews(app: App): void {
  const stored = read<unknown>(VIEWS, []);
  const isView = (one: unknown): one is SavedView =>
    typeof one === 'object' &&
    one !== null &&
    typeof (one as SavedView).name === 'string' &&
    /^(\?|$)/.test(String((one as SavedView).search));
  app.views.value = Array.isArray(stored) ? stored.filter(isView) : [];
  for (const name of ['theme', 'density'] as const) look(app, name, read(`kartei-${name}`, app.looks.value[name]));
}

/** A view of the same name is replaced. Where the page begins is no part of it. */
export function saveView(app: App, name: string, search: string): void {
  const others = app.views.value.filter((view) => view.name !== name);
  store(app, [...others, { name, search }].slice(-MOST_VIEWS));
}

export function deleteView(app: App, name: string): void {
  store(
    app,
    app.views.value.filter((view) => view.name !== name),
  );
}

export function look({ looks }: App, name: 'theme' | 'density', value: string): void {
  document.documentElement.dataset[name] = value;
  looks.value = { ...looks.value, [name]: value };
  write(`kartei-${name}`, value);
}

function store(app: App, views: SavedView[]): void {
  app.views.value = views;
  write(VIEWS, views);
}
