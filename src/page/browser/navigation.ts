// The address is the state: links of the page are followed without leaving it, back and forward show what was there.
import { change, getValue, type PageAddress, toHref, toPlace } from '../model/query.ts';
import type { App } from '../view/app.ts';
import { openContact } from './contact.ts';
import { type How, load, stopLoading } from './list.ts';

const TYPING_MS = 180;

let typing = 0;

export function navigate(app: App, change: Partial<PageAddress>, isReplaced = false): void {
  const place = { ...app.place.value, ...change };
  const href = toHref(place);
  if (href === location.pathname + location.search) return void settle(app, place, 'again');
  history[isReplaced ? 'replaceState' : 'pushState'](null, '', href);
  settle(app, place, 'go');
}

/** Shows what the place says. Only what differs is asked for. */
function settle(app: App, place: PageAddress, how: How): void {
  const before = app.place.value;
  app.place.value = place;
  const isSame = place.search === app.list.value.search && how !== 'again';
  if (isSame) stopLoading(app);
  else void load(app, place.search, how);
  if (place.beside !== before.beside || how === 'again') void openContact(app, place.beside);
  syncSearchBox(place.search);
}

/** As one types: the first letters of a search are a step to go back from, the following ones are not. */
export function searchFor(app: App, text: string): void {
  clearTimeout(typing);
  const run = () => {
    const q = text.trim();
    const { search } = app.place.value;
    if ((getValue(search, 'q') ?? '') === q || Array.from(q).length === 1) return;
    const isStep = getValue(search, 'q') === null || q === '';
    navigate(app, { search: change(search, { q: q || null }) }, !isStep);
  };
  typing = window.setTimeout(run, TYPING_MS);
}

/** What is being typed is never overwritten. */
function syncSearchBox(search: string): void {
  const box = document.querySelector<HTMLInputElement>('#search');
  if (box && document.activeElement !== box) box.value = getValue(search, 'q') ?? '';
}

export function listenToLinks(app: App): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.altKey || link.target || link.hasAttribute('download')) return;
    const href = event.shiftKey ? link.dataset.shift : link.getAttribute('href');
    if (!href || href.startsWith('#') || (event.shiftKey && !link.dataset.shift)) return;
    const address = new URL(href, location.href);
    const place = address.origin === location.origin ? toPlace(address.pathname, address.search) : null;
    if (!place) return;
    event.preventDefault();
    if (link.closest('.chip, .empty')) document.querySelector<HTMLElement>('#list')?.focus({ preventScroll: true });
    navigate(app, place);
  });
  addEventListener('popstate', () => {
    const place = toPlace(location.pathname, location.search);
    if (place) settle(app, place, 'back');
  });
}

/** Menus close as others do: by a click elsewhere, and after a choice that needs them no more. */
export function listenToMenus(): void {
  document.addEventListener('click', (event) => {
    const path = event.composedPath(); // as it was: what was clicked may have been drawn anew by now
    const isChoice = path.some(
      (one) => one instanceof Element && one.matches('.views a, .actions button:not([data-stays])'),
    );
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
      if (isChoice || !path.includes(menu)) menu.open = false;
  });
}
