// SQLite's plan of a statement, and what in it is not bounded: an OR that is read by two indexes, a table that is read
// through (for a Bloom filter, too), a look-up without a key, a sort of rows that no LIMIT and no materialised bound ends.
import { findUnbounded } from './selects.ts';

/** A row of EXPLAIN QUERY PLAN. */
interface PlanRow {
  id: number;
  parent: number;
  detail: string;
}

interface Node {
  detail: string;
  children: Node[];
}

/** Tables that grow with the contacts; everything else is small, or a subquery. */
const GROWING = [
  'app_user', 'address', 'customer_relationship', 'contact_word', 'contact_term', 'word', 'word_deletion', 'value_count',
  'exact_count', 'idempotency', 'write_receipt',
]; // biome-ignore format: a list of names

/** The commonest values come from their index; those that are as common as each other are sorted as they come. */
const COMMONEST = 'SEARCH value_count USING COVERING INDEX value_count_contacts (field=?)';

/** What a statement does that could read without end; empty where all is bounded. */
export async function explain(d1: D1Database, sql: string, parameters: unknown[]): Promise<string[]> {
  const { results } = await d1
    .prepare(`explain query plan ${sql}`)
    .bind(...parameters)
    .all<PlanRow & Record<string, unknown>>();
  return [...findUnbounded(sql), ...findFaults(toTree(results), sql)];
}

function toTree(rows: PlanRow[]): Node {
  const root: Node = { detail: '', children: [] };
  const nodes = new Map([[0, root]]);
  for (const { id, parent, detail } of rows) {
    const node = { detail, children: [] };
    nodes.set(id, node);
    nodes.get(parent)!.children.push(node);
  }
  return root;
}

function findFaults(node: Node, sql: string): string[] {
  const { children } = node;
  const details = children.map(({ detail }) => detail);
  const faults = details.filter((detail) =>
    /^MULTI-INDEX OR|^BLOOM FILTER|AUTOMATIC|^SCAN contact_word VIRTUAL TABLE INDEX \d+:$/.test(detail),
  );
  const bounded = details.filter((detail) => detail.startsWith('CO-ROUTINE ')).map((detail) => detail.split(' ')[1]!); // its own limit is held to the rules below
  const [first, ...lookUps] = details.filter((detail) => /^(SCAN|SEARCH) /.test(detail) && isGrowing(detail, bounded));
  const isFirst = first === details.find((detail) => /^(SCAN|SEARCH|MULTI-INDEX OR)/.test(detail));
  for (const lookUp of isFirst ? lookUps : [first, ...lookUps]) if (lookUp && !isByKey(lookUp)) faults.push(lookUp);
  const sort = details.find((detail) => detail.startsWith('USE TEMP B-TREE'));
  const isPartial = first === COMMONEST && sort === 'USE TEMP B-TREE FOR LAST TERM OF ORDER BY';
  if (isFirst && first && sort && !isPartial && !isBetween(node, first, sql)) faults.push(`${sort} of ${first}`);
  return [...faults, ...children.flatMap((child) => findFaults(child, sql))];
}

function isGrowing(detail: string, bounded: string[]): boolean {
  const table = detail.split(' ')[1]!;
  return GROWING.includes(table) && !bounded.includes(table) && !/VIRTUAL TABLE/.test(detail);
}

/** One row, that of a value in the dictionary too, or the few contacts of an address. */
function isByKey(detail: string): boolean {
  return /^SEARCH .*(PRIMARY KEY \(\w+|value_count_id \(id|\((appuser_id|address_id))=\?/.test(detail);
}

/** Whether a sorted walk of an index ends at the boundary that the statement read before, or is that of single values. */
function isBetween({ children }: Node, walk: string, sql: string): boolean {
  if (isByKey(walk)) return true;
  const hasBoundary = children.some(({ detail, children }) => {
    return detail.startsWith('SCALAR SUBQUERY') && children.some((child) => child.detail === 'SCAN boundary');
  });
  const bounded = /"(\w+)" ([<>]) coalesce\(\(select "\w+" from boundary\)/.exec(sql);
  return hasBoundary && bounded !== null && walk.includes(`${bounded[1]}${bounded[2]}?`);
}
