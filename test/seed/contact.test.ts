// The data itself, made and looked at without a database: 100,000 contacts of seed 1.
import { describe, expect, it } from 'vitest';
import { makeChunk } from '../../seed/generate/chunk.ts';
import { type Contact, makeContact } from '../../seed/generate/contact.ts';
import { type AddressRow, countAddresses, makeHousehold } from '../../seed/generate/household.ts';
import { customerIdOf, MOST_CONTACTS } from '../../seed/generate/identity.ts';
import { LARGEST_CHUNK } from '../../seed/load/insert.ts';
import { fold } from '../../src/text/fold.ts';

const COUNT = 100_000;
const contacts = Array.from({ length: COUNT }, (_, index) => makeContact(1, index + 1));
const addresses = contacts.flatMap(({ address }) => address ?? []);
const homeOf = ({ user }: Contact): AddressRow => addresses[user.addressId - 1]!;

const YEAR_MS = 365.25 * 86_400_000;
const isDatetime = (text: string) => new Date(text).toISOString() === text.replace('Z', '.000Z');

/** The share of all contacts that each value has, the largest first. */
function shares(read: (contact: Contact) => unknown): [unknown, number][] {
  const counts = new Map<unknown, number>();
  for (const contact of contacts) counts.set(read(contact), (counts.get(read(contact)) ?? 0) + 1);
  return [...counts].map(([value, count]): [unknown, number] => [value, count / COUNT]).sort((a, b) => b[1] - a[1]);
}

const shareOf = (isSo: (contact: Contact) => boolean) => contacts.filter(isSo).length / COUNT;

describe('a contact', () => {
  it('is the same whatever was made before it, in chunks of any size', () => {
    const ids = [90_001, 3, 41_999, 2_000, 1];
    for (const id of ids) expect(makeContact(1, id)).toEqual(contacts[id - 1]);
    const whole = makeChunk(1, 0, 120).rows.map((json) => JSON.parse(json) as unknown[]);
    const parts = [makeChunk(1, 0, 7), makeChunk(1, 7, 77), makeChunk(1, 77, 120)];
    for (const table of [0, 1, 2]) {
      expect(parts.flatMap(({ rows }) => JSON.parse(rows[table]!) as unknown[])).toEqual(whole[table]);
    }
  });

  it('is another one with another seed', () => {
    expect(makeContact(2, 1)).not.toEqual(makeContact(1, 1));
  });

  it('has folded forms that are those of the texts beside them', () => {
    const isFolded = (texts: string[], folded: string[]) => texts.every((text, at) => fold(text) === folded[at]);
    const people = contacts.filter(
      ({ user }) =>
        !isFolded(
          [user.firstName, user.lastName, user.customerId],
          [user.firstNameFolded, user.lastNameFolded, user.customerIdFolded],
        ),
    );
    const homes = addresses.filter(
      (row) =>
        !isFolded(
          [row.street, row.streetNumber, row.cityCode, row.city, row.country],
          [row.streetFolded, row.streetNumberFolded, row.cityCodeFolded, row.cityFolded, row.countryFolded],
        ),
    );
    expect([people, homes]).toEqual([[], []]);
  });

  it('has dates that make sense together', () => {
    for (const { user, relationship } of contacts) {
      const { created, lastActivity } = relationship;
      const moments: string[] = [
        '2012-01-01T00:00:00Z',
        user.created,
        created,
        lastActivity ?? created,
        user.lastUpdated,
      ];
      for (const [at, moment] of moments.slice(1).entries())
        if (moments[at]! > moment) expect.fail(`${moments} are out of order`);
      if (user.lastUpdated > '2026-11-01T00:00:00Z') expect.fail(`${user.lastUpdated} is to come`);
      for (const moment of moments) if (!isDatetime(moment)) expect.fail(`${moment} is no datetime`);
      if (user.birthday === null) continue;
      const years = (Date.parse(user.created.slice(0, 10)) - Date.parse(user.birthday)) / YEAR_MS;
      if (!(years > 13.9 && years < 88.1)) expect.fail(`${user.birthday} makes ${years} years`);
    }
  });

  it('has a phone number in E.164 where it has one', () => {
    const numbers = contacts.flatMap(({ user }) => user.phoneNumber ?? []);
    expect(numbers.filter((number) => !/^\+[1-9]\d{6,14}$/.test(number))).toEqual([]);
  });
});

describe('the customer base', () => {
  it('has dense ids of addresses and relationships, and neither is the order of the contacts', () => {
    expect(addresses.map(({ id }) => id)).toEqual(Array.from({ length: countAddresses(COUNT) }, (_, at) => at + 1));
    const relationships = contacts.map(({ relationship }) => relationship.id);
    expect(new Set(relationships)).toEqual(new Set(contacts.map(({ user }) => user.id)));
    expect(relationships.filter((id, at) => id === at + 1).length).toBeLessThan(COUNT / 100);
  });

  it('has unique customer numbers, up to the last contact a seed can make', () => {
    expect(new Set(contacts.map(({ user }) => user.customerId)).size).toBe(COUNT);
    expect(customerIdOf(1, MOST_CONTACTS)).toMatch(/^KD\d{8}$/);
  });

  it('lives in about 20 countries, a quarter of it in the largest and some of it in each', () => {
    const countries = shares((contact) => homeOf(contact).country);
    expect(countries.length).toBeGreaterThan(15);
    expect(countries[0]).toEqual(['DE', expect.closeTo(0.23, 1)]);
    expect(countries.at(-1)![1]).toBeGreaterThan(0.005);
  });

  it('has a few very common names and cities and a long tail', () => {
    const firstNames = shares(({ user }) => user.firstName);
    expect(firstNames[0]![1]).toBeGreaterThan(0.008);
    expect(firstNames[0]![1]).toBeLessThan(0.02);
    expect(firstNames.filter(([, share]) => share < 0.0005).length).toBeGreaterThan(5_000);
    const cities = shares((contact) => homeOf(contact).city);
    expect(cities[0]![1]).toBeGreaterThan(0.015);
    expect(cities.filter(([, share]) => share < 0.0005).length).toBeGreaterThan(2_000);
  });

  it('has a Steve, people in Oslo and in Bergen, accents, and names in Chinese, Japanese and Korean script', () => {
    const has = (isSo: (contact: Contact) => boolean) => expect(contacts.some(isSo)).toBe(true);
    has((contact) => contact.user.firstName === 'Steve' && ['US', 'GB'].includes(homeOf(contact).country));
    for (const city of ['Oslo', 'Bergen']) has((contact) => homeOf(contact).city === city);
    for (const script of [/\p{sc=Han}/u, /\p{sc=Hiragana}/u, /\p{sc=Hangul}/u, /[äöüéèßøł]/]) {
      has(({ user }) => script.test(user.firstName + user.lastName));
    }
  });

  it('lacks what real data lacks', () => {
    expect(shareOf(({ user }) => user.gender === null)).toBeCloseTo(0.06, 2);
    expect(shareOf(({ user }) => user.gender === 'diverse')).toBeCloseTo(0.01, 2);
    expect(shareOf(({ user }) => user.birthday === null)).toBeCloseTo(0.2, 1);
    expect(shareOf(({ user }) => user.phoneNumber === null)).toBeCloseTo(0.25, 1);
    expect(shareOf(({ relationship }) => relationship.lastActivity === null)).toBeCloseTo(0.15, 1);
  });

  it('has points with a long tail', () => {
    const points = Int32Array.from(contacts, ({ relationship }) => relationship.points).sort();
    expect(points.filter((value) => value === 0).length / COUNT).toBeCloseTo(0.19, 1);
    expect(points[COUNT / 2]).toBeGreaterThan(250);
    expect(points[COUNT / 2]).toBeLessThan(450);
    expect(points.at(-1)).toBeGreaterThan(20_000);
    expect(points.every((value) => value >= 0)).toBe(true);
  });

  it('has postal codes that belong to one city and streets that belong to one postal code of it', () => {
    const cityOf = new Map<string, string>();
    const codeOf = new Map<string, string>();
    for (const { country, city, cityCode, street } of addresses) {
      const code = `${country} ${cityCode}`;
      const place = `${country} ${city} ${street}`;
      if ((cityOf.get(code) ?? city) !== city) expect.fail(`${code} is in ${city} and ${cityOf.get(code)}`);
      if ((codeOf.get(place) ?? cityCode) !== cityCode)
        expect.fail(`${place} has ${cityCode} and ${codeOf.get(place)}`);
      cityOf.set(code, city);
      codeOf.set(place, cityCode);
    }
    const codesOf = (name: string) => new Set(addresses.flatMap((row) => (row.city === name ? row.cityCode : []))).size;
    expect(codesOf('Berlin')).toBeGreaterThan(10 * codesOf('Bonn'));
  });

  it('shares addresses in households, whose members mostly share their last name', () => {
    expect(addresses.length / COUNT).toBeCloseTo(0.88, 2);
    const joined = contacts.filter(({ address }) => address === null);
    const same = joined.filter(({ user }) => user.lastName === makeHousehold(1, user.addressId).lastName.text);
    expect(same.length / joined.length).toBeGreaterThan(0.7);
    expect(same.length / joined.length).toBeLessThan(0.85);
  });

  it('fits into parameters that D1 takes', () => {
    const rows = makeChunk(1, 0, LARGEST_CHUNK).rows.map((json) => Buffer.byteLength(json));
    expect(Math.max(...rows)).toBeLessThan(1_500_000);
  });
});
