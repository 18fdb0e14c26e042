// Commands that read: each answer is what a naive list gives of the contacts as they were at the version that it says.
import fc from 'fast-check';
import { expect } from 'vitest';
import { FIELDS } from '../../../src/contact/fields.ts';
import type { Contact } from '../../support/contacts.ts';
import { comparing, list, type SortField } from '../../support/oracle.ts';
import { type RandomQuery, randomQuery, toSearch } from '../../support/queries.ts';
import { drawSearch, hasWords, type Sought, toBestFirst } from '../../support/sought.ts';
import type { Page, Step } from './model.ts';
import type { Answered, World } from './world.ts';

const place = fc.nat(1);
const who = { place, follows: fc.boolean() };
type Who = { place: number; follows: boolean };

/** The order is total, so that what comes behind a contact is known. */
const withTotalOrder = (query: RandomQuery): RandomQuery => ({
  ...query,
  sort: [...query.sort.filter(({ field }) => field !== 'id').slice(0, 2), { field: 'id', descending: false }],
  fields: null,
});

/** The fields that tell where a contact is: behind one that no two share, others may change and it stays where it was. */
function toPlaceOrder(sort: SortField[]): SortField[] {
  const last = sort.findIndex(({ field }) => FIELDS[field].unique);
  return sort.slice(0, last + 1);
}

const drawQuery = (pool: Contact[]) => randomQuery(pool).map(withTotalOrder);

const toIds = (contacts: { id: number }[]) => contacts.map(({ id }) => id);

/** Rows that are as they were, whole; in this order. */
function expectRows(search: string, { data }: Page, wanted: Contact[]): void {
  expect([search, toIds(data)]).toEqual([search, toIds(wanted)]);
  expect(data).toEqual(wanted);
}

async function ask(world: World, path: string, who: Who): Promise<(Answered & { page: Page }) | null> {
  const answered = await world.send({ path, ...who });
  if (answered.status >= 500) return null;
  expect([path, answered.status]).toEqual([path, 200]);
  return { ...answered, page: answered.body as Page };
}

/** The first page, with its total. */
const page = (query: RandomQuery, who: Who): Step => ({
  name: `page ${toSearch(query)} ${JSON.stringify(who)}`,
  async run(model, world) {
    const search = toSearch(query).toString();
    const answered = await ask(world, `/v1/contacts?${search}`, who);
    if (!answered) return;
    const wanted = list(world.timeline.at(answered.version!), query.conditions, query.sort);
    expectRows(search, answered.page, wanted.slice(0, query.limit));
    expect(answered.page.total).toMatchObject({ value: wanted.length, relation: 'eq' });
    expect(answered.page.page.next === null).toBe(wanted.length <= query.limit);
    model.leafing = { query, page: answered.page };
  },
});

/** The page behind or before the one that was read last, as its cursor says, whatever was written since. */
const follow = (towards: 'next' | 'prev', who: Who): Step => ({
  name: `follow ${towards} ${JSON.stringify(who)}`,
  isPossible: ({ leafing }) => leafing !== null && leafing.page.page[towards] !== null && leafing.page.data.length > 0,
  async run(model, world) {
    const { query, page } = model.leafing!;
    const search = toSearch(query);
    search.set('cursor', page.page[towards]!);
    const answered = await ask(world, `/v1/contacts?${search}`, who);
    if (!answered) return;
    const all = list(world.timeline.at(answered.version!), query.conditions, query.sort);
    const compare = comparing(toPlaceOrder(query.sort));
    const wanted =
      towards === 'next'
        ? all.filter((contact) => compare(contact, page.data.at(-1)!) > 0).slice(0, query.limit)
        : all.filter((contact) => compare(contact, page.data[0]!) < 0).slice(-query.limit);
    expectRows(search.toString(), answered.page, wanted);
    model.leafing = { query, page: answered.page };
  },
});

/** All pages to the end, by a client that insists: what is unchanged meanwhile comes once. */
const walk = (query: RandomQuery, place: number): Step => ({
  name: `walk ${toSearch(query)} at ${place}`,
  async run(_model, world) {
    const search = toSearch(query);
    const ids: number[] = [];
    let wanted: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      if (cursor !== '') search.set('cursor', cursor);
      const { status, body, version } = await world.insist({ path: `/v1/contacts?${search}`, place, follows: true });
      expect(status).toBe(200);
      const { data, page, meta } = body as Page;
      if (cursor === '') wanted = toIds(list(world.timeline.at(version!), query.conditions, query.sort));
      ids.push(...toIds(data));
      cursor = page.next;
      if (meta?.warning) return; // old pages need not fit together
    }
    expect([search.toString(), ids]).toEqual([search.toString(), wanted]);
  },
});

const count = ({ conditions, ...query }: RandomQuery, who: Who): Step => ({
  name: `count ${toSearch({ conditions, ...query })} ${JSON.stringify(who)}`,
  async run(_model, world) {
    const search = toSearch({ conditions, ...query });
    for (const name of ['sort', 'limit']) search.delete(name);
    search.set('count', 'exact');
    const answered = await ask(world, `/v1/contacts/count?${search}`, who);
    if (!answered) return;
    const { length } = list(world.timeline.at(answered.version!), conditions, []);
    expect([`${search}`, answered.page.total]).toMatchObject([`${search}`, { value: length, relation: 'eq' }]);
  },
});

const search = (sought: Sought, isRanked: boolean, who: Who): Step => ({
  name: `search ${sought.q} ${isRanked} ${JSON.stringify(who)}`,
  async run(_model, world) {
    const asked = new URLSearchParams({ q: sought.q, limit: '5', ...(!isRanked && { sort: 'id' }) }).toString();
    const answered = await ask(world, `/v1/contacts?${asked}`, who);
    if (!answered) return;
    const found = world.timeline.at(answered.version!).filter((contact) => hasWords(contact, sought));
    if (answered.page.meta?.corrections) expect(found).toEqual([]);
    else expectRows(asked, answered.page, (isRanked ? toBestFirst(found, sought) : found).slice(0, 5));
  },
});

const one = (choice: number, who: Who): Step => ({
  name: `read ${choice} ${JSON.stringify(who)}`,
  async run(_model, world) {
    const { contacts } = world.timeline.now;
    const id = contacts.length > 0 ? contacts[choice % contacts.length]!.id : 1;
    const { status, body, version } = await world.send({ path: `/v1/contacts/${id}`, ...who });
    if (status === 200) expect(body).toEqual(world.timeline.at(version!).find((contact) => contact.id === id));
    else expect([404, 503]).toContain(status);
  },
});

export function drawReads(pool: Contact[]): fc.Arbitrary<Step>[] {
  const query = drawQuery(pool);
  return [
    fc.record({ query, ...who }).map(({ query, ...who }) => page(query, who)),
    fc
      .record({ towards: fc.constantFrom('next' as const, 'prev' as const), ...who })
      .map((all) => follow(all.towards, all)),
    fc.record({ query, place }).map(({ query, place }) => walk({ ...query, limit: Math.max(4, query.limit) }, place)),
    fc.record({ query, ...who }).map(({ query, ...who }) => count(query, who)),
    fc
      .record({ sought: drawSearch(pool), isRanked: fc.boolean(), ...who })
      .map((all) => search(all.sought, all.isRanked, all)),
    fc.record({ choice: fc.nat(), ...who }).map(({ choice, ...who }) => one(choice, who)),
  ];
}
