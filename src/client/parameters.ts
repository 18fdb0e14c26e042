// What is asked, typed from the field table, and as a query string or a JSON body. Pure.
import type { CountWanted, FieldTable } from './table.ts';

export type FieldKey = keyof FieldTable;
type HeldBy<Name extends FieldKey> = NonNullable<FieldTable[Name]['holds']>;

/** What an operator compares a field with. `null` is no value. */
type Operand<Name extends FieldKey, Operator> = Operator extends 'eq' | 'ne'
  ? FieldTable[Name]['holds']
  : Operator extends 'in' | 'nin'
    ? readonly HeldBy<Name>[]
    : Operator extends 'between'
      ? readonly [lo: HeldBy<Name>, hi: HeldBy<Name>]
      : Operator extends 'null'
        ? boolean
        : HeldBy<Name>;

type FilterKey = { [Name in FieldKey]: `${Name}.${FieldTable[Name]['operators']}` }[FieldKey];

/** Conditions, all of which must hold. What is undefined is not asked. */
export type ContactFilter = { [Name in FieldKey]?: FieldTable[Name]['holds'] | undefined } & {
  [Key in FilterKey]?:
    | (Key extends `${infer Name extends FieldKey}.${infer Operator}` ? Operand<Name, Operator> : never)
    | undefined;
};

export type SortOf = FieldKey | `-${FieldKey}`;
export type FacetKey = { [Name in FieldKey]: FieldTable[Name]['hasFacet'] extends true ? Name : never }[FieldKey];

/** Whom to find. */
export type ContactMatch = ContactFilter & {
  /** Alternatives, of which a contact needs one besides all other conditions. */
  any?: readonly ContactFilter[] | undefined;
  /** A search. */
  q?: string | undefined;
};

/** Whom to find, in which order, and which of their fields. */
export type ContactSelection<Name extends FieldKey = FieldKey> = ContactMatch & {
  sort?: SortOf | readonly SortOf[] | undefined;
  /** All unless given; the id always comes. */
  fields?: readonly Name[] | undefined;
};

export type ContactQuery<Name extends FieldKey = FieldKey> = ContactSelection<Name> & {
  /** 1 to 200 rows. */
  limit?: number | undefined;
  /** A page's `next` or `prev`, or `last`; null: the first page. */
  cursor?: string | null | undefined;
  /** A value of the first sort field at which the page starts. */
  seek?: string | number | undefined;
  count?: CountWanted | undefined;
  facet?: FacetKey | readonly FacetKey[] | undefined;
  highlight?: boolean | undefined;
  explain?: boolean | undefined;
};

/** Parameters that are lists of names, and whose null says that they are not given. */
const NAMES = ['sort', 'fields', 'facet'];
const OPTIONAL = ['cursor', 'seek', 'q'];

/** The query string, without its question mark. */
export function toSearchText(query: object): string {
  return new URLSearchParams(toPairs(query)).toString();
}

function toPairs(query: object): [name: string, text: string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || (value === null && OPTIONAL.includes(name))) return [];
    if (name === 'any') return (value as object[]).map((filter) => [name, toSearchText(filter)]);
    if (value === null) return [[`${name.split('.')[0]}.null`, String(!name.endsWith('.ne'))]];
    return [[name, Array.isArray(value) ? toListText(name, value.map(String)) : String(value)]];
  });
}

/** With commas where no member has one; else as JSON. */
function toListText(name: string, members: string[]): string {
  const isPlain = NAMES.includes(name) || members.every((member) => !/^\[|,/.test(member));
  return isPlain ? members.join() : JSON.stringify(members);
}
