// What people type, and whom they find by it: the contract's examples, signs that mean nothing, and an index that is not
// built yet.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/database.ts';
import { listContacts } from '../../../src/list/list.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { expectProblem, request } from '../../support/problem.ts';
import { ask, contacts, find } from './people.ts';

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

describe('while the search index is built anew', () => {
  it('filters find whom they should, though the index does not have them', async () => {
    await env.DB.prepare("insert into contact_word (contact_word) values ('delete-all')").run();
    await env.DB.prepare('update search_state set indexed_to = 0').run();
    const query = parseListQuery('first_name=anna&last_name=olsen&city=oslo&sort=created');
    const { page, steps } = await listContacts(query, openDatabase(env.DB), {
      estimator: toEstimator(null, contacts.length),
      choose: (steps) => steps.find(({ index }) => index === 'contact_word'),
    });
    expect(steps.map(({ access }) => access)).toEqual(['late', 'late', 'late']); // with wider bounds, then by a filter
    expect(page.contacts).toHaveLength(1);
  });
});
