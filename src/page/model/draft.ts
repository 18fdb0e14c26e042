// What is being typed of one contact: its values as texts, what of them is new, and how they meet those of another writer. Pure.
import type { Cell, FieldInfo, Person } from './answer.ts';

/** What clients may write, in the order of the form; the API sets the rest. */
export const WRITABLE = [
  'first_name',
  'last_name',
  'gender',
  'birthday',
  'customer_id',
  'phone_number',
  'street',
  'street_number',
  'city_code',
  'city',
  'country',
  'points',
  'last_activity',
] as const;

export const NEEDED: readonly string[] = [
  'first_name',
  'last_name',
  'customer_id',
  'street',
  'street_number',
  'city_code',
  'city',
  'country',
];

export interface Draft {
  /** The contact as it was when editing began; null where it is being made. */
  base: Person | null;
  tag: string | null;
  values: Record<string, string>;
  /** What is wrong, by field; '' is for all of it. */
  faults: Record<string, string>;
  /** What another has made of the contact meanwhile. */
  theirs: { person: Person; tag: string } | null;
  isSaving: boolean;
  /** The same for each attempt to make the same contact, so that it is made once. */
  key: string | null;
}

export function toDraft(base: Person | null, tag: string | null, key: string | null): Draft {
  const values = Object.fromEntries(WRITABLE.map((name) => [name, toText(base?.[name])]));
  return { base, tag, values, faults: {}, theirs: null, isSaving: false, key };
}

export function toText(value: Cell | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** What the API gets: only what differs from the base, in its type; an emptied field is null. */
export function toChanges({ base, values }: Draft, fields: ReadonlyMap<string, FieldInfo>): Record<string, Cell> {
  const changed = WRITABLE.filter((name) => values[name] !== toText(base?.[name]));
  return Object.fromEntries(changed.map((name) => [name, toValue(values[name]!, fields.get(name))]));
}

export function toValue(text: string, field: FieldInfo | undefined): Cell {
  if (text === '') return null;
  if (field?.type === 'integer') return Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

export interface Clash {
  field: string;
  base: string;
  mine: string;
  theirs: string;
}

/** The fields in which both have changed something, differently. */
export function toClashes({ base, values, theirs }: Draft): Clash[] {
  if (!theirs) return [];
  const all = WRITABLE.map((field) => ({
    field,
    base: toText(base?.[field]),
    mine: values[field]!,
    theirs: toText(theirs.person[field]),
  }));
  return all.filter(({ base, mine, theirs }) => theirs !== base && mine !== base && mine !== theirs);
}

/** What another has changed that this draft has not. */
export function toForeign({ base, values, theirs }: Draft): string[] {
  if (!theirs) return [];
  const isTheirs = (name: string) => toText(theirs.person[name]) !== toText(base?.[name]);
  return WRITABLE.filter((name) => isTheirs(name) && values[name] === toText(base?.[name]));
}

/** The draft on top of what another has written: own values stay, and what only they have changed is taken. */
export function rebase(draft: Draft, chosen: Record<string, string>): Draft {
  const { base, values, theirs } = draft;
  if (!theirs) return draft;
  const merged = WRITABLE.map((name) => {
    const isOwn = values[name] !== toText(base?.[name]);
    return [name, chosen[name] ?? (isOwn ? values[name]! : toText(theirs.person[name]))];
  });
  return {
    ...draft,
    base: theirs.person,
    tag: theirs.tag,
    values: Object.fromEntries(merged),
    theirs: null,
    faults: {},
  };
}
