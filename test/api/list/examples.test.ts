// Every request that the documentation shows, asked of the Worker in the order of the pages.
import { beforeAll, describe, expect, it } from 'vitest';
import readme from '../../../README.md?raw';
import { findExamples } from '../../docs/examples.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { readProblem, request } from '../../support/problem.ts';

const pages = import.meta.glob<string>(['../../../src/docs/*.md', '../../../.github/*.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const all = [readme, ...Object.values(pages)];
const examples = all.flatMap(findExamples);

/** The status of a success, by method. */
const SUCCESS: Record<string, number> = { GET: 200, QUERY: 200, PATCH: 200, DELETE: 204 };

beforeAll(() => storeContacts(drawContacts(30, 11)));

describe('the examples of the documentation', () => {
  it('were found on several pages, of every method', () => {
    expect(all.filter((page) => findExamples(page).length > 0).length).toBeGreaterThan(2);
    expect(examples.length).toBeGreaterThan(20);
    expect([...new Set(examples.map(({ method }) => method))].sort()).toEqual([
      'DELETE',
      'GET',
      'PATCH',
      'POST',
      'QUERY',
    ]);
  });

  it.each(examples)('are answered: $text', async ({ method, path, headers, body, status }) => {
    const response = await request(path, { method, headers, body });
    const created = path === '/v1/contacts' ? 201 : 200;
    expect(response.status).toBe(status ?? SUCCESS[method] ?? created);
    if (!response.ok) await readProblem(response);
    else if (response.headers.get('Content-Type')?.includes('json'))
      expect(Object.keys(await response.json<object>())).not.toEqual([]);
    else if (response.status !== 204) expect(await response.text()).not.toBe('');
  });

  it('have the headers that the table of headers names, and CORS exposes them', async () => {
    const [, table = ''] = /## Headers\n([\s\S]*?)\n## /.exec(all.join('\n')) ?? [];
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const namesIn = (lines: string[]) => lines.flatMap((line) => line.split('|')[1]!.match(/[\w-]+/g) ?? []);
    const { headers } = await request('/v1/contacts?sort=city', { headers: { Origin: 'http://localhost:1' } });
    const ofLists = namesIn(rows.filter((line) => /\| (all|lists|reads)\b/.test(line)));
    expect(ofLists.length).toBeGreaterThan(5);
    expect(ofLists.filter((name) => !headers.has(name))).toEqual([]);
    const exposed = headers.get('Access-Control-Expose-Headers')!.split(',');
    expect(namesIn(rows).filter((name) => !exposed.includes(name))).toEqual([]);
  });

  it('show an answer as it is', async () => {
    const shown = JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(readme)![1]!);
    const path = `/v1/contacts?fields=${Object.keys(shown.data[0]).join(',')}`;
    const answer = await (await request(path)).json<typeof shown>();
    const keysOf = ({ data, page, total, links, ...others }: typeof shown) =>
      [data[0], page, total, links, others].map((part) => Object.keys(part));
    expect(keysOf(answer)).toEqual(keysOf(shown));
  });

  it('show the problem that a wrong query is', async () => {
    const shown = all
      .join('')
      .match(/^\{ "type": "\/problems[\s\S]*?^```$/m)![0]
      .replace('```', '');
    const { title, errors } = await readProblem(await request('/v1/contacts?citty=Oslo&points.gte=abc'));
    expect({ title, errors }).toEqual({ title: JSON.parse(shown).title, errors: JSON.parse(shown).errors });
  });
});
