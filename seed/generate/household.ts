// The id of an address in, the address and the people's common traits out; the id of a contact in, the id of its
// address out. Most contacts live alone; about one in eight joins the household of an earlier contact.
import type { address } from '../../src/db/schema.ts';
import { joinWords } from '../../src/text/words.ts';
import { countries, HOUSES } from './country.ts';
import { Draws, KIND } from './draw.ts';
import { drawLastName, readNames } from './name.ts';
import { readPhoneFormats } from './phone.ts';
import { drawPlace, readPlaces } from './place.ts';
import { createSampler } from './weight.ts';
import { toWord } from './word.ts';

export type AddressRow = ReturnType<typeof makeHousehold>['row'];

/** Of every 25 contacts in order of id, those at these places join a household, so 25 contacts have 22 addresses. */
const BLOCK = 25;
const JOINING_PLACES = [8, 16, 24];
/** A joining contact moves in at one of this many addresses before its own place. */
const REACH = 60;
const FOREIGN_SHARE = 0.09;
const LETTER_SHARE = 0.12;
const LETTERS = ['a', 'b', 'c', 'd'];

const lands = countries.map((country) => ({
  code: toWord(country.code),
  houses: country.houses ?? HOUSES,
  places: readPlaces(country),
  phoneFormats: readPhoneFormats(country),
}));
const sampleCountry = createSampler(countries.map(({ share }) => share));

/** The names of each country, by its index in `countries`. */
export const names = countries.map(readNames);

/** How many addresses the contacts 1 to `contacts` have; their ids are 1 to that number. */
export function countAddresses(contacts: number): number {
  const rest = contacts % BLOCK;
  const joined = JOINING_PLACES.filter((place) => place < rest).length;
  return Math.floor(contacts / BLOCK) * (BLOCK - JOINING_PLACES.length) + rest - joined;
}

/** The address of a contact, and whether the contact is the first one who lives there. */
export function addressOf(seed: number, contactId: number): { addressId: number; first: boolean } {
  const latest = countAddresses(contactId);
  if (latest > countAddresses(contactId - 1)) return { addressId: latest, first: true };
  const back = new Draws(seed, KIND.address, -contactId).below(Math.min(REACH, latest));
  return { addressId: latest - back, first: false };
}

/**
 * The household at an address, always the same for the same seed and id: the row of the address, and `origin`, the index
 * of the country that the people's names come from.
 */
export function makeHousehold(seed: number, addressId: number) {
  const draws = new Draws(seed, KIND.address, addressId);
  const home = sampleCountry(draws.next());
  const origin = draws.chance(FOREIGN_SHARE) ? sampleCountry(draws.next()) : home;
  const { code: country, houses, places, phoneFormats } = lands[home]!;
  const { city, code, street } = drawPlace(places, draws);
  const house = 1 + Math.floor(houses * draws.next() ** 2);
  const number = draws.chance(LETTER_SHARE) ? house + LETTERS[draws.below(LETTERS.length)]! : String(house);
  const row = {
    id: addressId,
    street: street.text,
    streetNumber: number,
    cityCode: code.text,
    city: city.text,
    country: country.text,
    streetFolded: street.folded,
    streetNumberFolded: number,
    cityCodeFolded: code.folded,
    cityFolded: city.folded,
    countryFolded: country.folded,
    words: joinWords(street.found, city.found),
  } satisfies typeof address.$inferInsert;
  return { row, origin, lastName: drawLastName(names[origin]!, draws), phoneFormats };
}
