// Two answers to one question in, whether they are the same list out: comparing how quickly different things are
// answered would show nothing. Rows that the sort leaves tied may come in either order. Pure.
import { fold } from '../../src/text/fold.ts';
import type { Scenario } from '../cases/scenarios.ts';

type Row = Record<string, string | number | null>;

interface Body {
  data: Row[];
  total?: { value: number; relation: string } | number | null;
  page?: { partial: boolean };
}

/** What differs, or null. `ours` is Kartei's answer, `theirs` that of a list with OFFSET. */
export function findDifference({ search }: Pick<Scenario, 'search'>, ours: Body, theirs: Body): string | null {
  const asked = new URLSearchParams(search);
  if (asked.has('q')) return null; // words are not substrings: the lists differ on purpose
  const fields = (asked.get('sort') ?? 'id').split(',').map((sort) => sort.replace('-', ''));
  const toKeys = (row: Row) => fields.map((field) => toKey(row[field] ?? null)).join(' | ');
  const wanted = ours.page?.partial ? theirs.data.slice(0, ours.data.length) : theirs.data;
  if (ours.data.length !== wanted.length) return `${ours.data.length} rows, not ${wanted.length}`;
  const at = ours.data.findIndex((row, index) => toKeys(row) !== toKeys(wanted[index]!));
  if (at >= 0) return `row ${at + 1} is ${toKeys(ours.data[at]!)}, not ${toKeys(wanted[at]!)}`;
  const { total } = ours;
  if (
    typeof total === 'object' &&
    total?.relation === 'eq' &&
    typeof theirs.total === 'number' &&
    total.value !== theirs.total
  )
    return `${total.value} in all, not ${theirs.total}`;
  return null;
}

function toKey(value: string | number | null): string {
  return typeof value === 'string' ? fold(value) : String(value);
}
