// What people type, and whom they find by it: the contract's examples, signs that mean nothing, corrected spellings and
// the parts of an answer that a page can mark.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { expectProblem, request } from '../support/problem.ts';

/** First name, last name, street, city, phone number, customer number. */
const PEOPLE: [string, string, string, string, string | null, string][] = [
  ['Heinz', 'Müller', 'Lange Straße', 'Berlin', '+493012345678', 'DE-1001'],
  ['Berta', 'Mullens', 'Ring', 'Bonn', null, 'DE-1002'],
  ['Anna', 'Olsen', 'Storgata', 'Oslo', '+4712345678', 'NO-2001'],
  ['Annabel', 'Olsen', 'Storgata', 'Oslo', '+4712399999', 'NO-2002'],
  ['Ola', 'Anna', 'Torget', 'Bergen', null, 'NO-2003'],
  ['Jörg', 'Schmidt', 'Am Markt', 'Köln', null, 'DE-1003'],
  ['Uwe', 'Schmitt', 'Am Markt', 'Köln', null, 'DE-1004'],
  ['Eva', 'Schmied', 'Am Markt', 'Köln', null, 'DE-1005'],
  ['小龍', '李', '中山路', '東京都', null, 'JP-3001'],
  ['민준', '김', '세종대로', '서울', null, 'KR-4001'],
  ['Near', 'And', 'Or', 'Not', null, 'XX-5001'],
  ['😀', 'Emoji', '"q"', "O'Brien", null, 'XX-5002'],
];

const contacts: Contact[] = drawContacts(PEOPLE.length, 5).map((contact, at) => {
  const [first_name, last_name, street, city, phone_number, customer_id] = PEOPLE[at]!;
  return { ...contact, address_id: at + 1, first_name, last_name, street, city, phone_number, customer_id };
});

beforeAll(() => storeContacts(contacts));

interface Answer {
  data: Contact[];
  page: { next: string | null; prev: string | null };
  total: { value: number; relation: string };
  meta?: {
    corrections?: { from: string; to: string[] }[];
    highlights?: Record<string, Partial<Record<keyof Contact, [number, number][]>>>;
  };
}

async function ask(search: string): Promise<Answer> {
  const response = await request(`/v1/contacts?${search}`);
  expect([search, response.status]).toEqual([search, 200]);
  return response.json();
}

async function find(q: string, others = ''): Promise<string[]> {
  const { data, total } = await ask(`q=${encodeURIComponent(q)}${others}`);
  expect(total).toMatchObject({ value: data.length, relation: 'eq' });
  return data.map(({ first_name }) => first_name);
}

describe('a search', () => {
  it.each([
    ['mull ber', ['Berta', 'Heinz']],
    ['ber mull', ['Berta', 'Heinz']],
    ['MÜLLER, Berlin', ['Heinz']],
    ['strasse', ['Heinz']],
    ['anna ols', ['Anna', 'Annabel']],
    ['anna', ['Anna', 'Ola', 'Annabel']],
    ['ola', ['Ola']],
    ['koln', ['Jörg', 'Uwe', 'Eva']],
    ['47123', ['Anna', 'Annabel']],
    ['+47 123 45 678', ['Anna']],
    ['(47) 123-99.999', ['Annabel']],
    ['NO-2001', ['Anna']],
    ['no2001', ['Anna']],
    ['2001 olsen', ['Anna']],
    ['olsen 47', ['Anna', 'Annabel']],
    ['小龍', ['小龍']],
    ['李 東京', ['小龍']],
    ['京都', ['小龍']],
    ['東都', []],
    ['세종', ['민준']],
    ['김 서', ['민준']],
    ['😀 emoji', ['😀']],
    ["o'brien", ['😀']],
    ['anna anna anna', ['Anna', 'Ola', 'Annabel']],
    ['anna 777777', []],
  ])('for %s finds %j, the best first', async (q, names) => {
    const found = await find(q);
    expect(q === 'mull ber' || q === 'ber mull' ? found.sort() : found).toEqual(names);
  });

  it.each([
    ['near(anna olsen)', 'near anna olsen'],
    ['NEAR/2 and', 'near 2 and'],
    ['anna*', 'anna'],
    ['anna AND olsen', 'anna and olsen'],
    ['anna OR heinz', 'anna or heinz'],
    ['anna NOT olsen', 'anna not olsen'],
    ['-olsen anna', 'olsen anna'],
    ['first_name:anna', 'first name anna'],
    ['{words}: anna', 'words anna'],
    ['^anna + olsen', 'anna olsen'],
    ['anna"', 'anna'],
    ['"anna', 'anna'],
    ["'; drop table app_user; --", 'drop table app user'],
    ['%anna_', 'anna'],
    ['anna\\"olsen', 'anna olsen'],
    ['and or not near', 'near not or and'],
  ])('means by %s no more than by %s', async (typed, plain) => {
    expect((await find(typed)).sort()).toEqual((await find(plain)).sort());
  });

  it('is no error whatever is typed', async () => {
    const odd = [
      '😀'.repeat(100),
      '"'.repeat(99),
      'a"b"c"d',
      '王'.repeat(100),
      'ㅎㅎㅎ',
      'e\u0301\u0301',
      '\u{10ffff}a',
      'ab\u0001',
      '١٢٣٤٥٦',
      'ﷺ',
      'İİ',
    ];
    for (const q of odd) {
      const response = await request(`/v1/contacts?q=${encodeURIComponent(q)}&highlight=true`);
      expect([q, [200, 400].includes(response.status)]).toEqual([q, true]);
      if (response.status === 200) await response.json();
      else await expectProblem(`/v1/contacts?q=${encodeURIComponent(q)}`, 'invalid-query');
    }
  });

  it('goes with filters, sorts, facets and seeks', async () => {
    expect(await find('anna', '&city=oslo')).toEqual(['Anna', 'Annabel']);
    expect(await find('anna', '&sort=-last_name')).toEqual(['Annabel', 'Anna', 'Ola']);
    expect(await find('anna', '&first_name.ne=anna')).toEqual(['Ola', 'Annabel']);
    const { data } = await ask('q=anna&sort=last_name&seek=b');
    expect(data.map(({ first_name }) => first_name)).toEqual(['Anna', 'Annabel']);
    const response = await request('/v1/contacts?q=anna&facet=city');
    const { facets } = await response.json<{ facets: { city: { values: unknown[] } } }>();
    expect(facets.city.values).toEqual([
      { value: 'Oslo', count: 2 },
      { value: 'Bergen', count: 1 },
    ]);
  });

  it('is explained by the search index, and adds nothing to an answer that has nothing to say', async () => {
    const response = await request('/v1/contacts?q=anna&explain=true');
    const { meta } = await response.json<{ meta: { plan: Record<string, unknown> } }>();
    expect(meta.plan).toMatchObject({ access: 'search', index: 'contact_word', queries: 1 });
    expect(await ask('q=anna')).not.toHaveProperty('meta');
  });

  it('is what a cursor is bound to', async () => {
    const { page } = await ask('q=anna&limit=1');
    for (const other of ['q=ann', 'q="anna"', 'q=anna+o', 'q=anna&sort=id', 'q=anna&city=oslo', ''])
      await expectProblem(`/v1/contacts?${other}&cursor=${page.next}`, 'cursor-mismatch');
    for (const same of ['q=ANNA', 'q=+anna*', 'q=ánna'])
      expect((await ask(`${same}&limit=1&cursor=${page.next}`)).data[0]!.first_name).toBe('Ola');
  });
});

describe('a word that occurs nowhere', () => {
  it('is taken for the nearest words that do, which the answer says', async () => {
    const { data, meta } = await ask('q=shmidt');
    expect(meta!.corrections).toEqual([{ from: 'shmidt', to: expect.arrayContaining(['schmidt']) }]);
    expect(data.map(({ last_name }) => last_name)).toContain('Schmidt');
    const both = await ask('q=jorg+shmidt');
    expect(both.data.map(({ first_name }) => first_name)).toEqual(['Jörg']);
    expect(both.meta!.corrections!.map(({ from }) => from)).toEqual(['shmidt']);
  });

  it('is not taken for others in quotes, nor a number, nor CJK text, nor where another word is just not with it', async () => {
    for (const q of ['"shmidt"', '99999', '日本', 'anna berlin']) {
      const answer = await ask(`q=${encodeURIComponent(q)}`);
      expect([q, answer.data, answer.meta]).toEqual([q, [], undefined]);
    }
  });

  it('is paged through by what it was taken for at first, whatever is written meanwhile', async () => {
    const whole = await ask('q=smidt&sort=-id');
    expect(whole.data.length).toBeGreaterThan(0);
    const pages = [await ask('q=markt+kolm&limit=1')];
    expect(pages[0]!.meta!.corrections).toEqual([{ from: 'kolm', to: ['koln'] }]);
    await env.DB.prepare("update address set words = ' kolm ' where id = 11").run();
    while (pages.at(-1)!.page.next) pages.push(await ask(`q=markt+kolm&limit=1&cursor=${pages.at(-1)!.page.next}`));
    expect(pages.flatMap(({ data }) => data.map(({ first_name }) => first_name))).toEqual(['Jörg', 'Uwe', 'Eva']);
    for (const { meta } of pages) expect(meta!.corrections).toEqual([{ from: 'kolm', to: ['koln'] }]);
    const back = await ask(`q=markt+kolm&limit=1&cursor=${pages.at(-1)!.page.prev}`);
    expect(back.data[0]!.first_name).toBe('Uwe');
    expect((await ask('q=markt+kolm')).data).toEqual([]);
  });
});

describe('highlights', () => {
  async function highlightsOf(q: string, fields = ''): Promise<unknown[]> {
    const { meta } = await ask(`q=${encodeURIComponent(q)}&highlight=true${fields}`);
    return Object.values(meta!.highlights!);
  }

  it.each([
    ['anna ols', [{ first_name: [[0, 4]], last_name: [[0, 3]] }, { first_name: [[0, 4]], last_name: [[0, 3]] }]],
    ['lange strass', [{ street: [[0, 5], [6, 5]] }]],
    ['müller', [{ last_name: [[0, 6]] }]],
    ['4712345', [{ phone_number: [[1, 7]] }]],
    ['no-2001', [{ customer_id: [[0, 2], [3, 4]] }]],
    ['no20 anna ols', [{ customer_id: [[0, 5]], first_name: [[0, 4]], last_name: [[0, 3]] }, { customer_id: [[0, 5]], first_name: [[0, 4]], last_name: [[0, 3]] }]],
    ['京都', [{ city: [[1, 2]] }]],
    ['東京都', [{ city: [[0, 3]] }]],
    ['종대 서', [{ street: [[1, 2]], city: [[0, 1]] }]],
    ['😀 em', [{ first_name: [[0, 1]], last_name: [[0, 2]] }]],
    ['brien', [{ city: [[2, 5]] }]],
    ['jorg shmidt', [{ first_name: [[0, 4]], last_name: [[0, 7]] }]],
  ])('mark what %s matches', async (q, wanted) => {
    expect(await highlightsOf(q)).toEqual(wanted);
  }); // biome-ignore format: a table of spans reads better dense

  it('are given for returned fields alone', async () => {
    expect(await highlightsOf('heinz berlin', '&fields=city')).toEqual([{ city: [[0, 6]] }]);
    expect(await highlightsOf('heinz berlin', '&fields=points')).toEqual([]);
  });
});

describe('while the search index is built anew', () => {
  it('filters find whom they should, though the index does not have them', async () => {
    await env.DB.prepare("insert into contact_word (contact_word) values ('delete-all')").run();
    await env.DB.prepare('update search_state set indexed_to = 0').run();
    const query = parseListQuery('first_name=anna&last_name=olsen&city=oslo&sort=created');
    const { page, steps } = await listContacts(query, openDatabase(env.DB), {
      estimator: toEstimator(null, contacts.length),
      choose: (steps) => steps.find(({ index }) => index === 'contact_word'),
    });
    expect(steps.map(({ access }) => access)).toEqual(['late', 'walk']);
    expect(page.data).toHaveLength(1);
  });
});
