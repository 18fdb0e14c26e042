// The cities of a country with their postal codes and streets. A postal code belongs to one city and a street of a
// city to one of its codes; the larger the city, the more of both it has. The library's words and formats, drawn once.
import { allFakers, Faker } from '@faker-js/faker';
import type { Country } from './country.ts';
import { type Draws, hashText } from './draw.ts';
import { createSampler, type Sampler, zipf } from './weight.ts';
import { toWord, type Word } from './word.ts';

export type City = { name: Word; codes: Word[]; firstStreet: number; streets: number };
export type Places = { cities: City[]; sample: Sampler; streets: Word[] };

/** The words are the same for every seed of the rows: postal codes and streets of a city do not move. */
const WORDS_SEED = 1;
const CITY_FLATNESS = 1;
const COMPOSED_CITIES = 250;
const POSTAL_CODES = 900;
const STREETS = 1500;
const STREETS_PER_CODE = 6;
/** Above 1, the first streets of a city have more houses than its last ones. */
const STREET_SKEW = 1.4;

/** Reads the places of a country from its locale. Throws when the locale's format has too few postal codes. */
export function readPlaces(country: Country): Places {
  const faker = new Faker({ locale: allFakers[country.locale].rawDefinitions, seed: WORDS_SEED });
  const names = rankCities(country, faker);
  const weights = zipf(names.length, CITY_FLATNESS);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const streets = collect(STREETS, () => faker.location.street()).map(toWord);
  const counts = weights.map((weight) => 1 + Math.floor((weight / total) * POSTAL_CODES));
  const needed = counts.reduce((sum, count) => sum + count, 0);
  const codes = collect(needed, () => faker.location.zipCode()).sort();
  if (codes.length < needed) throw new Error(`${country.code} has fewer postal codes than its cities need.`);
  const runs = new Map<string, Word[]>();
  let taken = 0;
  for (const [rank, name] of [...names.entries()].sort((a, b) => hashText(a[1]) - hashText(b[1]))) {
    runs.set(name, codes.slice(taken, taken + counts[rank]!).map(toWord));
    taken += counts[rank]!;
  }
  const cities = names.map((name) => ({
    name: toWord(name),
    codes: runs.get(name)!,
    firstStreet: hashText(name) % streets.length,
    streets: Math.min(streets.length, runs.get(name)!.length * STREETS_PER_CODE),
  }));
  return { cities, sample: createSampler(weights), streets };
}

/** Draws a city of the places, one of its streets and the postal code of that street. */
export function drawPlace(places: Places, draws: Draws): { city: Word; code: Word; street: Word } {
  const city = places.cities[places.sample(draws.next())]!;
  const at = Math.floor(city.streets * draws.next() ** STREET_SKEW);
  const street = places.streets[(city.firstStreet + at) % places.streets.length]!;
  return { city: city.name, code: city.codes[at % city.codes.length]!, street };
}

function rankCities(country: Country, faker: Faker): string[] {
  const known = country.composed
    ? collect(COMPOSED_CITIES, () => faker.location.city())
    : faker.definitions.location.city_name;
  const others = known.filter((city) => !country.largest.includes(city));
  return [...country.largest, ...[...new Set(others)].sort((a, b) => hashText(a) - hashText(b))];
}

/** Up to `count` different texts; fewer when the source has no more. */
function collect(count: number, make: () => string): string[] {
  const found = new Set<string>();
  for (let tries = 0; found.size < count && tries < count * 4; tries++) found.add(make());
  return [...found];
}
