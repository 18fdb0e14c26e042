// The page's address: its query is the API's own, its path says which contact stands beside the list. Pure.

/** The parameters in their order, decoded. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** What the address says besides the query. */
export type Beside = number | 'new' | null;

export interface PageAddress {
  search: string;
  beside: Beside;
}

/** What says where a page begins. */
const STARTS = ['cursor', 'seek'];
/** What changes how a page looks, not where it is. */
const STAYING = ['fields', 'facet', 'count', 'limit'];
/** Parameters that are not conditions. */
const OPTIONS = ['q', 'sort', 'limit', 'cursor', 'seek', 'fields', 'count', 'facet', 'highlight', 'format', 'explain'];

export const MOST_SORT_KEYS = 3;

export function toParameters(search: string): Parameters {
  return [...new URLSearchParams(search)];
}

/** With what is readable in an address left readable. */
export function toSearch(parameters: Parameters): string {
  const encode = (text: string) =>
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/%(2C|3A|40|2F)/g, (code) => decodeURIComponent(code));
  const pairs = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

export function getValue(search: string, name: string): string | null {
  return new URLSearchParams(search).get(name);
}

/** The query with parameters set, or without them: null. Another order or filter begins at its first page. */
export function change(search: string, changes: Record<string, string | null>): string {
  const names = Object.keys(changes);
  const staysPut = names.every((name) => STAYING.includes(name));
  const kept = toParameters(search).filter(([name]) => staysPut || !STARTS.includes(name));
  const changed = kept.map(([name, value]) => [name, names.includes(name) ? changes[name]! : value] as const);
  const added = names
    .filter((name) => !kept.some(([other]) => other === name))
    .map((name) => [name, changes[name]!] as const);
  return toSearch([...changed, ...added].filter(([, value]) => value !== null));
}

/** The query without one of its conditions; another of the same name, as alternatives have it, stays. */
export function drop(search: string, name: string, value: string): string {
  const parameters = toParameters(search).filter(([other]) => !STARTS.includes(other));
  const at = parameters.findIndex((one) => one[0] === name && one[1] === value);
  return toSearch(parameters.filter((_, index) => index !== at));
}

/** The conditions of a query: what is neither an order nor a way of showing. */
export function isCondition(name: string): boolean {
  return !OPTIONS.includes(name);
}

export function toHref({ search, beside }: PageAddress): string {
  return `${beside === null ? '/' : `/contacts/${beside}`}${search}`;
}

/** Null where the path is none of the page's. */
export function toPlace(pathname: string, search: string): PageAddress | null {
  if (pathname === '/') return { search, beside: null };
  const [, beside] = /^\/contacts\/(new|[1-9]\d{0,15})$/.exec(pathname) ?? [];
  if (beside === undefined) return null;
  return { search, beside: beside === 'new' ? 'new' : Number(beside) };
}

/** Whether better matches come first: an order without values to go to. */
export function isRanked(search: string): boolean {
  return getValue(search, 'q') !== null && getValue(search, 'sort') === null;
}

export interface SortedBy {
  field: string;
  descending: boolean;
}

export function toSort(search: string): SortedBy[] {
  const sort = getValue(search, 'sort');
  const keys = (sort ?? '').split(',').filter((key) => key !== '');
  return keys.map((key) => ({ field: key.replace(/^-/, ''), descending: key.startsWith('-') }));
}

/** Sorted by a field: first ascending, then descending, then not any more. `added` keeps the keys before it. */
export function toggleSort(search: string, field: string, added: boolean): string {
  const keys = toSort(search);
  const at = keys.findIndex((key) => key.field === field);
  const key = keys[at];
  if (!added) {
    const only = key && keys.length === 1;
    if (!only || !key.descending) return sortBy(search, [{ field, descending: only ?? false }]);
    return sortBy(search, []);
  }
  if (!key) return sortBy(search, [...keys.slice(0, MOST_SORT_KEYS - 1), { field, descending: false }]);
  if (key.descending) return sortBy(search, keys.toSpliced(at, 1));
  return sortBy(search, keys.with(at, { field, descending: true }));
}

function sortBy(search: string, keys: SortedBy[]): string {
  const text = keys.map(({ field, descending }) => (descending ? `-${field}` : field)).join();
  return change(search, { sort: text || null });
}
