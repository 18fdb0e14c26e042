// A walk → the rows that it looks at, keys only, and where it is cut. Of addresses, what can be tested on them is tested
// before their contacts are read. Pure.

import { FIELDS, type FieldName } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Search, Walk } from '../plan/step.ts';
import { fieldsOf, splitConditions, type Tests, testedFields } from '../query/tests.ts';
import { type AddressSource, joinContacts, toLastAddress } from './addresses.ts';
import { all, toTests } from './predicate.ts';
import { type Scope, subqueryScope, tableScope } from './scope.ts';
import { carriedFields, concatenate, concatenateArms, toKeys } from './select.ts';

/** The last row that a walk may look at, where it came so far: the keys of `known` fields as columns. */
export interface Cut {
  query: SQL;
  known: ReadonlySet<FieldName>;
}

export interface Spine {
  scope: Scope;
  carried: Set<FieldName>;
  /** What is left to test. */
  tests: Tests;
  /** The nearest first. */
  cuts: Cut[];
}

type Walked = Pick<Walk, 'table' | 'index' | 'order' | 'segments' | 'tests' | 'addresses'>;

/** At most `most` contacts, in order, with the keys of `needed` fields as far as they are known without another look-up. */
export function toSpine(walk: Walked, most: number, needed: FieldName[]): Spine {
  const { addresses } = walk;
  return addresses === null ? toPlainSpine(walk, most, needed) : toAddressSpine({ ...walk, addresses }, most, needed);
}

function toPlainSpine({ table, index, order, segments, tests }: Walked, most: number, needed: FieldName[]): Spine {
  const walk = tableScope(table, index);
  const carried = carriedFields(walk, order, needed);
  const scope = subqueryScope(
    'spine',
    concatenate(segments, walk, { columns: toKeys(walk, carried), order, limit: most }),
    carried,
  );
  return { scope, carried, tests, cuts: [toLastContact(scope, most, carried)] };
}

function toAddressSpine(
  { index, order, segments, tests, addresses }: Walked & { addresses: number },
  most: number,
  needed: FieldName[],
): Spine {
  const source: AddressSource = { index, segments, order, addresses };
  const { own, others } = splitTests(tests);
  const walk = joinContacts(source, { keys: [...testedFields(own), ...needed] }, most);
  const carried = carriedFields(walk.scope, order, needed);
  const where = all([...toTests(own, walk.scope.key), ...walk.where]);
  const query = sql`select ${toKeys(walk.scope, carried)} from ${walk.scope.source} where ${where} limit ${literal(most)}`;
  const scope = subqueryScope('spine', query, carried);
  const known = new Set(order.map(({ field }) => field).filter((field) => field !== 'id'));
  return {
    scope,
    carried,
    tests: others,
    cuts: [toLastContact(scope, most, carried), { query: toLastAddress(source, known), known }],
  };
}

/** The same for what the search index finds. */
export function toSearchSpine(
  found: Pick<Search, 'arms' | 'order' | 'ranked'>,
  most: number,
  { tests, isRanked }: { tests: Tests; isRanked: boolean },
): Spine {
  const carried = new Set<FieldName>(['id']);
  const scope = subqueryScope('spine', concatenateArms(found, most), carried, isRanked);
  return { scope, carried, tests, cuts: [toLastContact(scope, most, carried)] };
}

/** All of the contacts with these ids, in no order. */
export function toFoundSpine(ids: number[], tests: Tests): Spine {
  const carried = new Set<FieldName>(['id']);
  return { scope: subqueryScope('spine', selectFound(ids), carried), carried, tests, cuts: [] };
}

/** Ids as rows, as one parameter however many they are. */
export function selectFound(ids: number[]): SQL {
  return sql`select value as "id" from json_each(${JSON.stringify(ids)})`;
}

function toLastContact({ source }: Scope, most: number, known: ReadonlySet<FieldName>): Cut {
  return { query: sql`select * from ${source} limit 1 offset ${literal(most - 1)}`, known };
}

/** The tests that an address answers, and those that only its contacts do. */
export function splitTests({ any, words, ...tests }: Tests): { own: Tests; others: Tests } {
  const isOfAddress = (field: FieldName) => FIELDS[field].table === 'address';
  const isAnyOwn = any.flatMap(fieldsOf).every(isOfAddress);
  const { own, others } = splitConditions(tests, isOfAddress);
  return {
    own: { ...own, any: isAnyOwn ? any : [], words: [] },
    others: { ...others, any: isAnyOwn ? [] : any, words },
  };
}
