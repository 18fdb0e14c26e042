// What Kartei and its peers are asked alike, word for word: each question with several values of about the same
// commonness, and what it is expected to show, written before it was measured. Pure.
import type { Expected } from '../report/result.ts';
import type { Variants } from './variants.ts';

export interface PeerScenario extends Expected {
  /** Behind the question mark, in turn. */
  searches: string[];
  /** Kartei is asked until the page is full, or the total is exact. */
  until: 'full page' | 'exact total';
}

export const FIRST_PAGE = 'first page';
export const REPEATED = 'first page, repeated';
export const RARE_PART = 'part of a name, rare';
export const ABSENT_PART = 'part of a name, absent';
/** A cold page of these may take at most a little longer than PostgreSQL's. */
export const CLOSE_TO_PEERS = [
  FIRST_PAGE,
  'common first name',
  'rare last name',
  'the row in the middle, by last name',
  'common first name by points',
  'city and gender by activity',
  'exact total of a range',
  'prefix of a last name',
];

/** What no name contains. */
const ABSENT = ['qxzq', 'zxqj', 'jqzx', 'xqzj', 'qjxz', 'zqjx', 'xjqz', 'wqzx'];
const YEARS = [2019, 2020, 2021, 2022, 2023, 2024];
/** About one contact in fifty has points within such a range; there are so many that none is counted twice. */
const RANGES = Array.from({ length: 60 }, (_, at) => [480 + at, 515 + at]);

/** `middle` is a cursor of Kartei's behind the middle row of a sort by last name. */
export function listPeerScenarios(variants: Variants, middle: string): PeerScenario[] {
  const { firstNames, lastNames, cities, prefixes, parts, countries, pairs, singles, points } = variants;
  const ask = (name: string, searches: string[], expected: string): PeerScenario => ({
    name,
    searches,
    expected,
    until: 'full page',
    unflattering: false,
  });
  const text = encodeURIComponent;
  return [
    ask(FIRST_PAGE, [''], "The fixed cost of a page: Kartei's is cursors, links, tags and caches beside the query."),
    ask(
      'common first name',
      firstNames.map((name) => `first_name=${text(name)}`),
      'One seek and a walk of one index, for all.',
    ),
    ask(
      'rare last name',
      lastNames.map((name) => `last_name=${text(name)}`),
      'Rows that lie scattered: a descent for each.',
    ),
    ask(
      'the row in the middle, by last name',
      [`sort=last_name&cursor=${middle}`],
      'A cursor seeks, for all; with OFFSET it takes seconds.',
    ),
    ask(
      'common first name by points',
      firstNames.map((name) => `first_name=${text(name)}&sort=-points`),
      'Filter and sort in two tables: one is walked, the other tested.',
    ),
    ask(
      'city and gender by activity',
      cities.map((city) => `city=${text(city)}&gender=female&sort=-last_activity`),
      'Three tables; PostgreSQL joins by hash, which reads more and is quick.',
    ),
    {
      ...ask(
        'exact total of a range',
        RANGES.map(([from, to]) => `points.between=${from},${to}&count=exact&limit=1`),
        'PostgreSQL scans part of an index; Kartei does so in bounded steps.',
      ),
      until: 'exact total',
    },
    ask(
      'prefix of a last name',
      prefixes.map((prefix) => `last_name.startswith=${text(prefix)}`),
      'Many names, in the order of ids.',
    ),
    ask(
      RARE_PART,
      parts.map((part) => `last_name.contains=${text(part)}`),
      'A dictionary of names against trigrams of rows.',
    ),
    ask(
      ABSENT_PART,
      ABSENT.map((part) => `last_name.contains=${part}`),
      'Both know at once that nobody has it.',
    ),
    ask(
      'rare first name in a country, by created',
      variants.firstNamesOfGermany.map((name) => `country=de&first_name=${text(name)}&sort=created`),
      'Few matches of one filter, tested by the other, and sorted.',
    ),
    ask(
      'three weak filters, by points',
      YEARS.map(
        (year) => `gender=female&points.gte=${points}&created.between=${year}-01-01,${year}-12-31&sort=-points`,
      ),
      'No filter leaves few: a walk of the points finds some soon.',
    ),
    ask(
      'gender, country and points, by last name',
      singles.map((one) => `gender=diverse&country=${one.country}&points=${one.points}&sort=last_name`),
      'One hit: the filters have to be met where they cross.',
    ),
    ask(
      'country, by city',
      countries.slice(0, 6).map((country) => `country=${country}&sort=city`),
      'One index of the pair.',
    ),
    ask(
      'city, by country downward',
      cities.map((city) => `city=${text(city)}&sort=-country`),
      'The city says which country: the order is of one value.',
    ),
    ask(
      'country and last name, by activity',
      variants.lastNamesOfAustria.map((name) => `country=at&last_name=${text(name)}&sort=last_activity`),
      'Few matches of the name; the country is tested.',
    ),
    ask(
      'search, name and city',
      pairs.map(({ name, city }) => `q=${text(name)}+${text(city)}`),
      'An index of words, for both.',
    ),
  ];
}
