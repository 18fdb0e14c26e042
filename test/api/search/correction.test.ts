// Words that match nothing, corrected by the nearest that occur: over contacts as the seed makes them.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeContact } from '../../../seed/generate/contact.ts';
import { Draws } from '../../../seed/generate/draw.ts';
import { makeHousehold } from '../../../seed/generate/household.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { findCorrections } from '../../../src/list/correction.ts';
import type { Correction } from '../../../src/query/search.ts';
import { selectUnknownWords } from '../../../src/sql/correction.ts';
import { countErrors, isCorrectable } from '../../../src/text/spelling.ts';
import { toSoughtWords, toWords } from '../../../src/text/words.ts';
import { type Contact, storeContacts } from '../../support/contacts.ts';
import { runs } from '../../support/runs.ts';

const CONTACTS = runs(600);
const QUERIES_OF_A_KIND = runs(20, 300);
const MOST_WORDS = 10;
const SEED = 1;

const contacts = Array.from({ length: CONTACTS }, (_, at): Contact => {
  const { user, relationship } = makeContact(SEED, at + 1);
  const { row } = makeHousehold(SEED, user.addressId);
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    gender: user.gender,
    customer_id: user.customerId,
    phone_number: user.phoneNumber,
    created: user.created,
    birthday: user.birthday,
    last_updated: user.lastUpdated,
    address_id: user.addressId,
    street: row.street,
    street_number: row.streetNumber,
    city_code: row.cityCode,
    city: row.city,
    country: row.country,
    relationship_id: relationship.id,
    points: relationship.points,
    relationship_created: relationship.created,
    last_activity: relationship.lastActivity,
  };
});
const draws = new Draws(SEED, 99, 1);
const draw = <Thing>(things: readonly Thing[]): Thing => things[draws.below(things.length)]!;

beforeAll(() => storeContacts(contacts));

const correct = (words: string[]) => findCorrections(openDatabase(env.DB), words);

async function findUnknownWords(words: string[]): Promise<string[]> {
  const [unknown] = await openDatabase(env.DB).run(selectUnknownWords(words));
  return unknown;
}

/** Whether the contact is found by the text: each word of it, or one that it was corrected to. */
async function finds(text: string, { id }: Contact, corrections: Correction[]): Promise<boolean> {
  const expression = toSoughtWords(text)
    .map(({ text, whole }) => {
      const to = corrections.find(({ from }) => from === text)?.to;
      return to ? `(${to.map((word) => `"${word}"`).join(' OR ')})` : `"${text}"${whole ? '' : '*'}`;
    })
    .join(' AND ');
  const found = env.DB.prepare('select 1 from contact_word where contact_word match ?1 and rowid = ?2');
  return (await found.bind(expression, id).first()) !== null;
}

type Ask = (contact: Contact) => string | null;

/** Asks as many queries of different contacts: how many found theirs, and how many were corrected. */
async function ask(toText: Ask): Promise<{ asked: number; found: number; corrected: string[] }> {
  const result = { asked: 0, found: 0, corrected: [] as string[] };
  while (result.asked < QUERIES_OF_A_KIND) {
    const contact = draw(contacts);
    const text = toText(contact);
    if (text === null) continue;
    const corrections = await correct(toSoughtWords(text).map((word) => word.text));
    result.asked++;
    if (await finds(text, contact, corrections)) result.found++;
    if (corrections.length > 0) result.corrected.push(text);
  }
  return result;
}

const drawLetter = () => draw(Array.from('abcdefghijklmnopqrstuvwxyz'));
const EDITS: ((letters: string[]) => string[])[] = [
  (letters) => letters.toSpliced(1 + draws.below(letters.length), 0, drawLetter()),
  (letters) => letters.toSpliced(1 + draws.below(letters.length - 1), 1),
  (letters) => letters.toSpliced(1 + draws.below(letters.length - 1), 1, drawLetter()),
  (letters) => {
    const at = 1 + draws.below(letters.length - 2);
    return letters.toSpliced(at, 2, letters[at + 1]!, letters[at]!);
  },
];

/** A word of a contact's name, five letters or more, with so many errors behind its first letter; null where there is none. */
function misspell({ first_name, last_name }: Contact, errors: number): string | null {
  const words = toWords(`${first_name} ${last_name}`).filter((word) => isCorrectable(word) && word.length >= 5);
  if (words.length === 0) return null;
  const word = draw(words);
  let letters = Array.from(word);
  for (let made = 0; made < errors; made++) letters = draw(EDITS)(letters);
  return countErrors(word, letters.join('')) === errors ? letters.join('') : null;
}

describe('a query that is spelt right', () => {
  it.each<[string, Ask]>([
    ['in full', ({ first_name, last_name, city }) => `${first_name} ${last_name} ${city}`],
    [
      'by beginnings',
      ({ first_name, last_name }) => `${first_name.slice(0, 3)} ${last_name.slice(0, 1 + draws.below(6))}`,
    ],
    ['in another order', ({ first_name, last_name, street, city }) => `${city} ${last_name} ${street} ${first_name}`],
    [
      'without its accents, or in capitals',
      ({ first_name, last_name }) => {
        const bare = `${first_name} ${last_name}`.normalize('NFD').replace(/\p{M}/gu, '');
        return bare === `${first_name} ${last_name}` ? bare.toUpperCase() : bare;
      },
    ],
  ])('%s finds its contact and is not corrected', async (_, toText) => {
    const { asked, found, corrected } = await ask((contact) =>
      toSoughtWords(toText(contact)!).length > 0 ? toText(contact) : null,
    );
    expect(corrected).toEqual([]);
    expect(found).toBe(asked);
  });

  it('is known for every word that is stored', async () => {
    const words = contacts.slice(0, 1000).flatMap(({ first_name, last_name }) => toWords(`${first_name} ${last_name}`));
    for (let at = 0; at < words.length; at += 100)
      expect(await findUnknownWords(words.slice(at, at + 100))).toEqual([]);
  });
});

describe('a misspelt name of five letters or more', () => {
  it.each([
    [1, 0.95],
    [2, 0.8],
  ])('with %d errors finds its contact in more than a share of %d', async (errors, share) => {
    const { asked, found, corrected } = await ask((contact) => misspell(contact, errors));
    expect(found / asked).toBeGreaterThanOrEqual(share);
    expect(corrected.length / asked).toBeGreaterThan(0.7);
  });
});

describe('corrections', () => {
  it('are the nearest words that occur, of unknown words alone and in their order', async () => {
    expect(await correct(['berlln', 'hamburg', 'muenchenx', 'pariis'])).toEqual([
      { from: 'berlln', to: ['berlin'] },
      { from: 'muenchenx', to: ['munchen'] },
      { from: 'pariis', to: ['paris'] },
    ]);
    expect(await findUnknownWords(['berlln', 'berl', 'kd', 'zzz'])).toEqual(['berlln', 'zzz']);
  });

  it('are never made of short words, numbers, CJK text and words without near ones', async () => {
    expect(await correct(['bq', 'kd4091237x', '99999999999', '王芳芳', '😀😀😀', 'qqqqqqqqqqq', ''])).toEqual([]);
    expect(await correct([])).toEqual([]);
  });

  it('read a bounded number of rows, however many words are unknown', async () => {
    for (const letters of ['marie', 'str', 'berg', 'anderssen', 'saint']) {
      const database = openDatabase(env.DB);
      await findCorrections(
        database,
        Array.from({ length: MOST_WORDS }, (_, at) => `${letters}${'qxzj'[at % 4]}${'w'.repeat(at % 3)}`),
      );
      expect(database.spent.rowsRead).toBeLessThan(10_000);
    }
  });

  it('are no error whatever is typed', async () => {
    const typed = [
      '"', '""', "'", '*', 'NEAR(', 'a AND', 'NOT b', '^x', 'words:anna', '{words}', '-', '(', ')', 'a" OR "b', '\0', 'null', '%', '_', '\\',
      '😀'.repeat(100), 'x'.repeat(100), 'é'.repeat(50), '\ud800', '\u{10ffff}', '\u0301', "'; drop table word; --", 'aaa\naaa', ' ', 'ßßßßß',
    ]; // biome-ignore format: reads better dense
    for (const text of typed) {
      expect(await correct([text]).catch((fault) => `${text}: ${fault}`)).toBeInstanceOf(Array);
      const words = toSoughtWords(text).map((word) => word.text);
      expect(await correct(words)).toEqual(await correct(words.filter((word) => word !== '')));
      await expect(finds(`anna ${text}`, contacts[0]!, [])).resolves.toBeTypeOf('boolean');
    }
  });
});
