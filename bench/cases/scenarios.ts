// What the lists are asked, and what each question is expected to show, written before it was measured. Some are chosen
// because they are hard for Kartei or easy for the others: those say so, and are held to nothing. Pure.
import type { Expected } from '../report/result.ts';
import type { Filters } from './values.ts';

export interface Scenario extends Expected {
  /** What Kartei is asked, behind the question mark. */
  search: string;
  /** What the lists with OFFSET are asked; null where they are not. */
  paged: string | null;
  /** The statement of the floor; null where there is none; `page` for the best of those that read this very page. */
  statement: string | 'page' | null;
  /** Kartei is asked until it has answered in full: page after page, or until the total is exact. */
  until: 'one answer' | 'last page' | 'exact total';
  /** Chosen against Kartei. */
  unflattering: boolean;
}

/** How many times Kartei's time `naive` must take at 3 million contacts. */
export const LIST_FACTOR = 10;
export const DEEP_FACTOR = 1000;
export const DEEP_PAGE = 'deep page';
/** Pages that no filter stands before: what is read for them must be the same at every size. */
export const PAGES = ['first page', 'sort by city', 'sort by points, descending', DEEP_PAGE, 'last page'];

/** Measured beside the lists. */
export const WARM = 'first page, repeated';
export const WRITTEN = 'first page after a write';
export const COLD_RATE = 'first pages a second, cold';
export const WARM_RATE = 'first pages a second, repeated';
/** What no last name contains. */
const ABSENT = 'qxzq';
/** What no phone number contains. */
const NO_DIGITS = '00000000000';
const KEPT = 'select count(*) as total from app_user indexed by app_user_first_name where first_name_folded =';

export interface Given extends Filters {
  /** A cursor of Kartei's behind the middle row, by what it is sorted by. */
  middle: Record<'id' | 'last_name', string>;
}

export function listScenarios({ contacts, common, rare, middle }: Given): Scenario[] {
  const [name, city] = [encodeURIComponent(common.first_name), encodeURIComponent(common.city)];
  const [rareName, rareCity] = [encodeURIComponent(rare.first_name), encodeURIComponent(rare.city)];
  const half = Math.floor(contacts / 2) + 1;
  const same = (name: string, search: string, expected: string): Scenario => ({
    name,
    expected,
    search,
    paged: search,
    statement: 'page',
    until: 'one answer',
    unflattering: false,
  });
  const against = (scenario: Scenario): Scenario => ({ ...scenario, unflattering: true });
  return [
    same(
      'first page',
      '',
      'Kartei keeps the number of contacts; the others count 3 million index entries, naive asks 100 times more.',
    ),
    against(
      same(
        'first page, no total',
        'count=none',
        'Without the count, joined does as little as Kartei: nothing to win here.',
      ),
    ),
    same('common first name', `first_name=${name}`, 'One seek and a walk of one index; the others count the matches.'),
    same('rare first name', `first_name=${rareName}`, 'Few matches: an index is all it takes, joined is as good.'),
    same(
      'sort by last_name',
      'sort=last_name',
      "Walks the sort's own index; joined does, too, but ties by id make it sort each group of a name.",
    ),
    same(
      'sort by city',
      'sort=city',
      'Starts at the addresses; joined sorts all contacts, for no index has the order city, id.',
    ),
    same('sort by points, descending', 'sort=-points', 'Starts at the relationships; joined sorts.'),
    same(
      'sort by country, last_name',
      'sort=country,last_name',
      'No index has this order: Kartei walks the last names of the first country.',
    ),
    {
      ...same(
        DEEP_PAGE,
        `sort=last_name&cursor=${middle.last_name}`,
        'A cursor seeks; OFFSET reads half of all contacts, and naive sorts them.',
      ),
      paged: `sort=last_name&offset=${half}`,
    },
    against({
      ...same(
        'deep page by id',
        `cursor=${middle.id}`,
        'The cheapest OFFSET there is: over row ids. Less is won than in the deep page by name.',
      ),
      paged: `offset=${half}`,
    }),
    {
      ...same('last page', 'sort=city&cursor=last', 'The first page of the reverse order; OFFSET reads everything.'),
      paged: 'sort=city&offset=last',
    },
    same(
      'common first name by points',
      `first_name=${name}&sort=-points`,
      'Walks the points and tests the name, where the others fetch all matches and sort them.',
    ),
    same(
      'rare first name by city',
      `first_name=${rareName}&sort=city`,
      'Fetches the few matches and sorts them; joined does the same.',
    ),
    same(
      'city and gender by activity',
      `city=${city}&gender=female&sort=-last_activity`,
      'Two filters in two tables, the sort in the third.',
    ),
    same('rare city by birthday', `city=${rareCity}&sort=birthday`, 'Few matches by way of the addresses.'),
    same(
      'range of birthdays by points',
      'birthday.between=1980-01-01,1980-12-31&sort=-points',
      'A range of 2 %, walked by the points.',
    ),
    same(
      'prefix of last_name',
      'last_name.startswith=mar&sort=last_name',
      'A range of the index; LIKE, as joined writes it, cannot use one.',
    ),
    {
      ...same(
        'exact total of a name',
        `first_name=${name}&count=exact&limit=1`,
        'Kept by triggers: one row is read, where the others count.',
      ),
      paged: `first_name=${name}&limit=1`,
      statement: `${KEPT} '${common.first_name.replaceAll("'", "''")}'`,
    },
    against({
      ...same(
        'exact total of a range',
        'points.between=100,{unseen}&count=exact&limit=1',
        'Kartei may not read that much for one answer: it is asked again until the count, made in bounded steps, is exact. Slower than one scan.',
      ),
      paged: 'points.between=100,{unseen}&limit=1',
      statement:
        'select count(*) as total from customer_relationship indexed by customer_relationship_points where points >= 100',
      until: 'exact total',
    }),
    {
      ...same(
        'facets of all',
        'facet=country,gender&count=none',
        'Kept by triggers; the others group 3 million contacts.',
      ),
      statement: null,
    },
    against({
      ...same(
        'facet under a filter',
        `first_name=${name}&facet=city&count=none`,
        'Nothing is kept for this: Kartei reads the matches within its budget, then says "at least".',
      ),
      statement: null,
    }),
    against(
      same(
        'filter against the sort',
        'country=kr&sort=first_name',
        'Names of Korea come last in the alphabet: a walk finds none of them early.',
      ),
    ),
    {
      ...same(
        'substring that nobody has',
        `last_name.contains=${ABSENT}&sort=city&count=none`,
        'The dictionary of last names says at once that nobody has it; the others test every name.',
      ),
      statement: `select id from app_user indexed by app_user_last_name where last_name_folded like '%${ABSENT}%' limit 51`,
    },
    against({
      ...same(
        'digits that no number has',
        `phone_number.contains=${NO_DIGITS}&sort=city&count=none`,
        'A scan, and Kartei may only do it in pages of its budget: asked until the last page. One scan is quicker.',
      ),
      statement: `select id from app_user indexed by app_user_phone_number where phone_number like '%${NO_DIGITS}%' limit 51`,
      until: 'last page',
    }),
    {
      ...same('search', `q=${name}%20${city}`, 'An index of words; the others read every contact with LIKE.'),
      statement: null,
    },
  ];
}
