// Bad queries: each is told in one problem document all that is wrong with it; nothing is ignored or cut.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { expectProblem, request } from '../../support/problem.ts';
import { conditions, MISTAKES, many } from './mistakes.ts';

beforeAll(() => storeContacts(drawContacts(12, 7)));

describe('a query', () => {
  it.each(MISTAKES)('is refused for %s: %s', async (_what, search, ...faults) => {
    const { title, errors } = await expectProblem(`/v1/contacts?${search}`, 'invalid-query');
    const found = errors!.map(({ parameter, code, suggestion }) => [parameter, code, suggestion]);
    expect(found).toEqual(faults.map(([parameter, code, suggestion]) => [parameter, code, suggestion]));
    expect(title).toBe(faults.length === 1 ? 'The query has 1 fault' : `The query has ${faults.length} faults`);
  });

  it('is told all of its faults in one answer', async () => {
    const search =
      'citty=Oslo&points.gte=abc&city.like=O&first_name=&limit=0&sort=foo&fields=bar&count=all&explain=perhaps' +
      '&gender.null=maybe&created=today&id.in=1,x&last_name=A&last_name=B&birthday=%FF&q=a&highlight=yes&street=%00';
    const { title, errors } = await expectProblem(`/v1/contacts?${search}`, 'invalid-query');
    const sent = [...new Set(search.split('&').map((pair) => pair.split('=')[0]))];
    expect([...new Set(errors!.map(({ parameter }) => parameter))].sort()).toEqual(sent.sort());
    expect(title).toBe(`The query has ${errors!.length} faults`);
  });

  it('is answered with as much as it may hold', async () => {
    for (const search of [
      conditions(20).join('&'),
      `id.in=${many(50)}`,
      `id.nin=[${many(50)}]`,
      'limit=200',
      'limit=1',
      'sort=points,-city,country',
    ])
      expect([search, (await request(`/v1/contacts?${search}`)).status]).toEqual([search, 200]);
  });

  it('shows at most the beginning of a long value', async () => {
    for (const value of ['a'.repeat(5000), encodeURIComponent('😀'.repeat(600))]) {
      const { errors } = await expectProblem(`/v1/contacts?points=${value}`, 'invalid-query');
      expect(errors![0]!.detail.length).toBeLessThan(300);
    }
  });

  it('never shows a misspelt name as the name of something in a prototype', async () => {
    const { errors } = await expectProblem('/v1/contacts?city.toString=1&sort=valueOf', 'invalid-query');
    expect(errors!.map(({ code }) => code).sort()).toEqual(['unknown-field', 'unknown-operator']);
  });
});
