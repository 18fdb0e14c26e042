// A fetch in parts, as D1 runs it: however little each request may read, the pages are those of the whole list.
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import { isPart } from '../../src/list/reading/parts.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import type { Step } from '../../src/plan/step.ts';
import { toPosition } from '../../src/query/cursor.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import { gatherStatistics } from '../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { type Filter, list, type SortField } from '../support/oracle.ts';

const contacts = drawContacts(300, 5);
const CONDITIONS: Filter[] = [
  { field: 'created', operator: 'gte', values: ['2000-01-01'] },
  { field: 'gender', operator: 'ne', values: ['male'] },
];
const SORT: SortField[] = [
  { field: 'country', descending: true },
  { field: 'points', descending: false },
];
const SEARCH = 'created.gte=2000-01-01&gender.ne=male&sort=-country,points&limit=20&count=none';
const BUDGET = 1500;

beforeAll(() => storeContacts(contacts));

/** Whether the parts are of one group of the sort each, as far as statistics know of groups. */
interface Within {
  isInGroups: boolean;
  estimator?: Estimator;
}

/** A page, by parts as long as there are any; and what it has collected. */
async function read(cursor: string | null, within: Within = { isInGroups: false }) {
  const query = parseListQuery(cursor === null ? SEARCH : `${SEARCH}&cursor=${cursor}`);
  const { isInGroups, estimator = toEstimator(null, contacts.length) } = within;
  const isOfGroup = (step: Step) => step.order[0]!.field !== 'country';
  const choose = (steps: Step[]) => steps.find((step) => isPart(step) && isOfGroup(step) === isInGroups);
  const known = { estimator, budget: BUDGET, choose, heavyFrom: 2 };
  const { page, steps, cost } = await listContacts(query, openDatabase(env.DB), known);
  const { collected } = page.next ? toPosition({ ...query, cursor: page.next }, LOCAL_SEAL) : {};
  expect(cost.rowsRead).toBeLessThan(BUDGET + 100);
  return { page, collected, isInParts: steps.some(isPart) };
}

async function readAll(from: string | null, towards: 'next' | 'prev', within?: Within) {
  const pages: Awaited<ReturnType<typeof read>>[] = [];
  for (let cursor = from; pages.length === 0 || cursor !== null; ) {
    pages.push(await read(cursor, within));
    cursor = pages.at(-1)!.page[towards];
  }
  return pages;
}

const idsOf = (pages: Awaited<ReturnType<typeof read>>[]) =>
  pages.flatMap(({ page }) => toContacts(page.contacts).map(({ id }) => Number(id)));

it('gives every page of the list, forwards and backwards, in several requests each', async () => {
  const wanted = list(contacts, CONDITIONS, SORT).map(({ id }) => id);
  const forwards = await readAll(null, 'next');
  expect(idsOf(forwards)).toEqual(wanted);
  expect(forwards.filter(({ collected }) => collected).length).toBeGreaterThan(5);
  expect(forwards.filter(({ page }) => page.contacts.length > 0).length).toBeLessThan(wanted.length / 10);
  const backwards = await readAll('last', 'prev');
  expect(idsOf(backwards.toReversed())).toEqual(wanted);
});

it('does so within the groups of a sort, each of which is fetched by itself', async () => {
  const estimator = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), contacts.length);
  const wanted = list(contacts, CONDITIONS, SORT).map(({ id }) => id);
  const forwards = await readAll(null, 'next', { isInGroups: true, estimator });
  expect(idsOf(forwards)).toEqual(wanted);
  expect(forwards.filter(({ collected }) => collected?.prefix.length === 1).length).toBeGreaterThan(2);
  const backwards = await readAll('last', 'prev', { isInGroups: true, estimator });
  expect(idsOf(backwards.toReversed())).toEqual(wanted);
});

it('loses nobody where some of the best are deleted or changed before its end', async () => {
  const { page, collected } = await read(null);
  expect(page).toMatchObject({ contacts: [], partial: true });
  const [changed, ...gone] = collected!.ids.slice(0, 12);
  for (const id of gone) await env.DB.prepare('delete from app_user where id = ?').bind(id).run();
  await env.DB.prepare("update app_user set gender = 'male' where id = ?").bind(changed!).run();
  const left = list(contacts, CONDITIONS, SORT).map(({ id }) => id);
  const wanted = left.filter((id) => id !== changed && !gone.includes(id));
  expect(idsOf(await readAll(page.next, 'next'))).toEqual(wanted);
});

it('loses nobody who comes, meanwhile, to lie where was read already', async () => {
  let { page, collected } = await read(null);
  while (Number(collected!.from[1]) < contacts.length / 2) ({ page, collected } = await read(page.next));
  const [gender, last] = collected!.from as [string, number];
  const unread = list(contacts, CONDITIONS, SORT).filter((contact) => contact.gender! > gender);
  const late = unread.find(({ id }) => id < last)!;
  await env.DB.batch([
    env.DB.prepare('update app_user set gender = ? where id = ?').bind(gender, late.id),
    env.DB.prepare('update data_state set version = version + 1'),
  ]);
  const found = idsOf(await readAll(page.next, 'next'));
  expect(found).toContain(late.id);
  expect(new Set(found).size).toBe(found.length);
});
