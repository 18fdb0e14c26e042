// Contacts that are spread like real ones: a few values that very many have, many values that hardly anyone has, times
// that all differ. Without chance: the same contact has the same values each time.
import type { Contact } from './contacts.ts';

const COUNTRIES = ['DE', 'FR', 'NO', 'ES', 'IT', 'PL', 'JP', 'KR'];
const GENDERS = ['female', 'male', 'diverse', null] as const;
const FIRST_NAMES = ['Anna', 'Laura', 'Jörg', 'Olga', '小龍', 'Mehmet', 'Łukasz', 'Chloé', 'Ida', 'Søren'];
const LAST_NAMES = ['Müller', 'Olsen', 'García', 'Rossi', 'Kowalski', 'Straße', '김', 'Novak', 'Çelik', "O'Brien"];
const CITIES = ['Berlin', 'Oslo', 'Paris', 'Łódź', 'Malmö', '東京', 'Roma', 'Sevilla'];
const STREETS = ['Ringstraße', 'Storgata', 'Rue Verte', 'Via Roma', 'Lange Gasse'];

const DAY_MS = 86_400_000;
const [BIRTHS, BEGIN, DAYS] = [Date.UTC(1940, 0), Date.UTC(2012, 0), 5000];
/** Two of three addresses have one contact, the others two. */
const AT_HOME = 2 / 3;

/** A number from 0 to below 1 for a contact and a kind of thing, without a pattern (the mixing step of MurmurHash3). */
function chance(at: number, kind: number): number {
  let hash = Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(kind + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One of a list, the first ones much more often. */
function pick<T>(list: readonly T[], draw: number): T {
  return list[Math.floor(list.length * draw ** 2)]!;
}

/** Mostly one of the list; else one of a thousand others. */
function name(list: string[], at: number, kind: number): string {
  return chance(at, kind) < 0.6
    ? pick(list, chance(at, kind + 1))
    : `${list[0]}${Math.floor(1000 * chance(at, kind + 2))}`;
}

const toTime = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
const time = (at: number, kind: number) => toTime(BEGIN + Math.floor(DAYS * DAY_MS * chance(at, kind)));

export function toPopulation(contacts: number): Contact[] {
  const addresses = Math.ceil(contacts * AT_HOME);
  return Array.from({ length: contacts }, (_, at) => {
    const home = at % addresses;
    return {
      id: at + 1,
      first_name: name(FIRST_NAMES, at, 1),
      last_name: name(LAST_NAMES, at, 4),
      gender: pick(GENDERS, chance(at, 7)),
      customer_id: `K-${100_000 + at}`,
      phone_number: chance(at, 8) < 0.2 ? null : `+47${10_000_000 + Math.floor(89_999_999 * chance(at, 9))}`,
      created: time(at, 10),
      birthday: chance(at, 11) < 0.1 ? null : toTime(BIRTHS + 25_000 * DAY_MS * chance(at, 12)).slice(0, 10),
      last_updated: time(at, 13),
      address_id: home + 1,
      street: name(STREETS, home, 14),
      street_number: String(1 + Math.floor(200 * chance(home, 17) ** 3)),
      city_code: String(10_000 + Math.floor(20_000 * chance(home, 18))),
      city: name(CITIES, home, 19),
      country: pick(COUNTRIES, chance(home, 22)),
      relationship_id: contacts - at,
      points: Math.floor(5000 * chance(at, 23) ** 3),
      relationship_created: time(at, 24),
      last_activity: chance(at, 25) < 0.1 ? null : time(at, 26),
    };
  });
}
