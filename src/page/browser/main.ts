// The page in a browser: takes over what the Worker has rendered, and listens.
import { effect } from '@preact/signals';
import { h, hydrate } from 'preact';
import { toParameterName } from '../model/condition.ts';
import { change } from '../model/query.ts';
import type { PageState } from '../model/state.ts';
import { toContacts } from '../model/total.ts';
import { type Actions, type App, makeApp } from '../view/app.ts';
import { toName } from '../view/contact/panel.tsx';
import { Page } from '../view/page.tsx';
import { keep, listenToTrouble, restoreSeen } from './api.ts';
import { askBulk, runBulk, stopBulk } from './bulk.ts';
import { dropDraft, listenToLeaving, openContact, remove, saveDraft, startDraft } from './contact.ts';
import { copy } from './copy.ts';
import { exportAll } from './exporting.ts';
import { deleteView, look, readViews, saveView } from './kept/views.ts';
import { listenToGrips, readWidths } from './kept/widths.ts';
import { listenToCells, listenToKeys } from './keys.ts';
import { goOn, load, prefetch, takeOver, toListPath } from './list.ts';
import { listenToLinks, listenToMenus, navigate, searchFor } from './navigation.ts';
import { startPolling } from './poll.ts';
import { signIn, signOut } from './session.ts';
import { listenToEditing } from './suggest.ts';

const TARGETS = { search: '#search', jump: '#jump', filter: '#filter' };

function toActions(app: () => App): Actions {
  return {
    go: (place, isReplaced) => navigate(app(), place, isReplaced),
    searchFor: (text) => searchFor(app(), text),
    reload: () => void load(app(), app().place.value.search, 'again'),
    goOn: () => void goOn(app(), undefined),
    prefetch: (search) => prefetch(search),
    applyEditing: () => applyEditing(app()),
    copy: (what) => void copy(app(), what),
    exportAll: (format) => void exportAll(app(), format),
    saveView: (name) => saveView(app(), name, change(app().place.value.search, { cursor: null, seek: null })),
    deleteView: (name) => deleteView(app(), name),
    startDraft: () => startDraft(app()),
    saveDraft: () => void saveDraft(app()),
    dropDraft: () => dropDraft(app()),
    remove: () => remove(app()),
    signIn: (token) => void signIn(app(), token),
    signOut: () => void signOut(),
    askBulk: () => void askBulk(app()),
    runBulk: () => void runBulk(app()),
    stopBulk: () => stopBulk(app()),
    look: (name, value) => look(app(), name, value),
    focus: (target) => document.querySelector<HTMLInputElement>(TARGETS[target])?.focus(),
  };
}

function applyEditing({ editing, place, act }: App): void {
  if (!editing.value) return;
  const { original, field, operator, value } = editing.value;
  const name = toParameterName(field, operator);
  const { search } = place.value;
  const moved = original && original !== name ? change(search, { [original]: null }) : search;
  editing.value = null;
  act.go({ search: change(moved, { [name]: value }) });
  act.focus('filter');
}

function start(): void {
  const state = JSON.parse(document.querySelector('#state')!.textContent) as PageState;
  const actions: Actions = toActions(() => app);
  const app: App = makeApp(state, actions);
  const { search } = state.place;
  const stored = {
    status: 200,
    body: state.answer,
    problem: null,
    tag: null,
    version: state.version,
    cost: state.cost,
  };
  if (state.answer) keep(toListPath(search), stored);
  listenToTrouble(
    (trouble) => {
      app.trouble.value = trouble;
    },
    () => {
      app.isSessionOver.value ??= '';
    },
  );
  document.documentElement.classList.add('alive');
  hydrate(h(Page, { app }), document.querySelector('#page')!);
  readViews(app);
  readWidths(app);
  listenToLinks(app);
  listenToMenus();
  listenToCells(app);
  listenToGrips(app);
  listenToKeys(app);
  listenToLeaving();
  listenToEditing(app);
  startPolling(app, state.version);
  if (state.place.beside === 'new') void openContact(app, 'new');
  const written = restoreSeen();
  if (written === null || written === state.version) void takeOver(app, search);
  else void load(app, search, 'again'); // what the Worker has rendered may be older than what was written here
  app.isAlive.value = true;
  effect(() => {
    const { beside } = app.place.value;
    const person = app.contact.value?.person;
    const title = beside !== null && person ? toName(person) : toContacts(app.list.value.answer?.total ?? null);
    document.title = `${title} · Kartei`;
  });
}

/** What the Worker has rendered is painted first: taking it over takes longer than that. */
function afterPaint(run: () => void): void {
  const isPainted = performance.getEntriesByType('paint').length > 0;
  if (isPainted || document.visibilityState === 'hidden') run();
  else requestAnimationFrame(() => setTimeout(run));
}

afterPaint(start);
