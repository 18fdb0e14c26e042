// What the page shows and can do: signals, which components read, and actions, which only a browser has. The Worker makes
// the same from the same state, without actions, and renders it once.
import { type Signal, signal } from '@preact/signals';
import type { CostSaid, FacetSaid, FieldInfo, ListAnswer, Person, ProblemSaid, ScrubberStop } from '../model/answer.ts';
import type { Draft } from '../model/draft.ts';
import type { PageAddress } from '../model/query.ts';
import type { OneContact, PageState } from '../model/state.ts';
import type { ValueCount } from '../model/suggestion.ts';

export interface ShownList {
  /** What was asked. */
  search: string;
  answer: ListAnswer | null;
  problem: ProblemSaid | null;
  cost: CostSaid | null;
}

/** A condition that is being made or changed; `original` is its name in the address before. */
export interface Editing {
  original: string | null;
  field: string;
  operator: string;
  value: string;
  /** The part that was clicked, which gets the focus. */
  part: 'field' | 'operator' | 'value';
}

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

export interface SavedView {
  name: string;
  search: string;
}

/** What the export has come to. */
export interface Exporting {
  rows: number;
  state: 'running' | 'whole' | 'broken' | 'unavailable';
  detail?: string;
}

/** A change of all contacts that match, before and while it runs. */
export interface Bulk {
  op: 'update' | 'delete';
  changes: Record<string, string>;
  matches: { value: number; relation: string } | null;
  sample: Person[];
  /** The request that begins what was asked, or goes on; null where nothing can. */
  resume: Record<string, unknown> | null;
  done: number;
  /** Contacts that did not match any more. */
  skipped: number;
  state: 'editing' | 'asking' | 'asked' | 'running' | 'stopping' | 'stopped' | 'finished';
  problem: string | null;
}

/** What goes to the clipboard. */
export type Copied = 'link' | 'curl' | 'rows' | 'csv';

export interface Actions {
  go(place: Partial<PageAddress>, isReplaced?: boolean): void;
  /** As one types: soon, not with each letter. */
  searchFor(text: string): void;
  reload(): void;
  goOn(): void;
  prefetch(search: string): void;
  applyEditing(): void;
  copy(what: Copied): void;
  exportAll(format: 'csv' | 'ndjson'): void;
  saveView(name: string): void;
  deleteView(name: string): void;
  startDraft(): void;
  saveDraft(): void;
  dropDraft(): void;
  remove(): void;
  signIn(token: string): void;
  signOut(): void;
  askBulk(): void;
  runBulk(): void;
  stopBulk(): void;
  look(name: 'theme' | 'density', value: string): void;
  focus(target: 'search' | 'jump' | 'filter'): void;
}

/** Cloudflare answers it, on each host that is behind Access. */
export const ACCESS_SIGN_OUT = '/cdn-cgi/access/logout';

export interface App {
  fields: ReadonlyMap<string, FieldInfo>;
  session: PageState['session'];
  mayWrite: boolean;
  place: Signal<PageAddress>;
  list: Signal<ShownList>;
  isBusy: Signal<boolean>;
  /** How many contacts the list would have without one of its conditions, by the condition; said where it is empty. */
  without: Signal<Record<string, string>>;
  facets: Signal<Record<string, FacetSaid> | null>;
  contact: Signal<OneContact | null>;
  /** Of each contact that is being edited, so that going to the next loses nothing; `new` for one that is being made. */
  drafts: Signal<Record<string, Draft>>;
  /** Contacts that will be deleted unless that is undone. */
  leaving: Signal<readonly number[]>;
  stops: Signal<ScrubberStop[] | null>;
  active: Signal<{ row: number; column: number } | null>;
  editing: Signal<Editing | null>;
  /** Values of the field that is being filtered by, as far as they are known. */
  suggested: Signal<{ field: string; values: ValueCount[] } | null>;
  notice: Signal<string>;
  toasts: Signal<Toast[]>;
  news: Signal<string | null>;
  trouble: Signal<string | null>;
  isSessionOver: Signal<string | null>;
  views: Signal<SavedView[]>;
  /** Of columns that were dragged in this browser, in pixels. */
  widths: Signal<Readonly<Record<string, number>>>;
  /** Colours and spacing, as chosen in this browser. */
  looks: Signal<Record<'theme' | 'density', string>>;
  exporting: Signal<Exporting | null>;
  bulk: Signal<Bulk | null>;
  isHelpOpen: Signal<boolean>;
  /** Whether a browser runs it; the first rendering is without. */
  isAlive: Signal<boolean>;
  act: Actions;
}

export function makeApp(state: PageState, act: Actions): App {
  const { place, fields, answer, problem, cost, contact, session, mayWrite } = state;
  return {
    fields: new Map(fields.map((field) => [field.name, field])),
    session,
    mayWrite,
    place: signal(place),
    list: signal({ search: place.search, answer, problem, cost }),
    isBusy: signal(false),
    without: signal({}),
    facets: signal(answer?.facets ?? null),
    contact: signal(contact),
    drafts: signal({}),
    leaving: signal([]),
    stops: signal(null),
    active: signal(null),
    editing: signal(null),
    suggested: signal(null),
    notice: signal(''),
    toasts: signal([]),
    news: signal(null),
    trouble: signal(null),
    isSessionOver: signal(null),
    views: signal([]),
    widths: signal({}),
    looks: signal({ theme: 'auto', density: 'roomy' }),
    exporting: signal(null),
    bulk: signal(null),
    isHelpOpen: signal(false),
    isAlive: signal(false),
    act,
  };
}
