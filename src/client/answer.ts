// What the API answers, typed from the field table. Types alone.
import type { FacetKey, FieldKey } from './parameters.ts';
import type { FieldTable } from './table.ts';

/** A contact, with these of its fields. */
export type ContactOf<Name extends FieldKey = FieldKey> = { [Key in Name | 'id']: FieldTable[Key]['holds'] };

type SaidOf<Kind> = { [Name in FieldKey]: FieldTable[Name]['isSaid'] extends Kind ? Name : never }[FieldKey];
type Writable = SaidOf<'always' | 'if wanted' | 'with its address'>;

/** What may be changed of a contact; `null` clears a field that may be null. */
export type ContactChanges = { [Name in Writable]?: FieldTable[Name]['holds'] | undefined };

type OwnAddress = { [Name in SaidOf<'with its address'>]: FieldTable[Name]['holds'] } & { address_id?: undefined };
type KnownAddress = { [Name in SaidOf<'with its address'>]?: undefined } & { address_id: number };

/** A new contact, with an address of its own or the id of one that is there. */
export type NewContact = { [Name in SaidOf<'always'>]: FieldTable[Name]['holds'] } & {
  [Name in SaidOf<'if wanted'>]?: FieldTable[Name]['holds'] | undefined;
} & (OwnAddress | KnownAddress);

export interface NumberFound {
  value: number;
  relation: 'eq' | 'gte';
}

export interface TotalFound extends NumberFound {
  as_of: string;
  /** How many are expected, beside "at least". */
  estimate?: number;
}

export interface FacetFound {
  values: { value: string; count: number }[];
  relation: 'eq' | 'gte';
  distinct: NumberFound;
}

export interface MetaFound {
  corrections?: { from: string; to: string[] }[];
  /** By contact id and field, the matched parts in code points. */
  highlights?: Record<string, Partial<Record<FieldKey, [start: number, length: number][]>>>;
  warning?: { code: string; detail: string; as_of: string };
  plan?: object;
}

export interface ListPage<Name extends FieldKey = FieldKey> {
  data: ContactOf<Name>[];
  page: {
    limit: number;
    /** Null at the end, and nowhere else. */
    next: string | null;
    prev: string | null;
    from: number | null;
    to: number | null;
    /** The work budget ended the page early: it has fewer rows, and `next` goes on. */
    partial: boolean;
  };
  total: TotalFound | null;
  links: { self: string; next: string | null; prev: string | null; first: string; last: string };
  facets?: Partial<Record<FacetKey, FacetFound>>;
  meta?: MetaFound;
}

export interface CountFound {
  total: TotalFound;
  meta?: MetaFound;
}

/** Values to jump to with `seek`; a position is the share of the list before it. */
export interface StopsFound {
  data: { value: string | number; position: number }[];
  relation: 'estimate';
}

export interface FieldFound {
  name: FieldKey;
  type: 'integer' | 'text' | 'enum' | 'date' | 'datetime';
  nullable: boolean;
  values?: string[];
  operators: { name: string; indexed: boolean }[];
}

/** Who wrote what to a contact, and never a value. */
export interface HistoryEntry {
  at: string;
  op: 'create' | 'update' | 'delete';
  caller: string;
  request: string;
  fields: string[];
}

export interface HistoryPage {
  data: HistoryEntry[];
  page: { limit: number; next: string | null };
}

/** All that is held on one person, who may be gone. */
export interface HeldOnPerson {
  id: number;
  contact: ContactOf | null;
  words: string[];
  history: HistoryPage;
  answers: { until: string; contact: ContactOf }[];
  /** Where copies may be once the contact is deleted, and until when. */
  copies: { place: string; holds: string; until: string }[];
}

export type BatchOperation =
  | { op: 'create'; contact: NewContact }
  | { op: 'update'; id: number; changes: ContactChanges }
  | { op: 'delete'; id: number };

export type BatchResult =
  | { op: 'create'; status: 201; contact: ContactOf }
  | { op: 'update'; status: 200; contact: ContactOf }
  | { op: 'delete'; status: 204; id: number };
