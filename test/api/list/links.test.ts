// The links of a page, in its body and its header.
import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';

/** A Link header (RFC 8288) as targets by relation. */
function parseLink(header: string): Record<string, string> {
  const links = [...header.matchAll(/<([^<>]*)>; rel="(\w+)"(?:, |$)/g)];
  expect(links.map(([text]) => text).join('')).toBe(header);
  return Object.fromEntries(links.map(([, target, relation]) => [relation, target]));
}

describe('the links of a page', () => {
  it('are the same in the header, can each be followed, and lead back', async () => {
    const first = await ask('/v1/contacts?sort=-points,city&limit=7&fields=id');
    const second = await ask(first.links.next!);
    for (const page of [first, second, await ask(second.links.next!), await ask(first.links.last!)]) {
      const { self, ...others } = page.links;
      const present = Object.entries(others).filter(([, target]) => target !== null);
      expect(parseLink(page.headers.get('Link')!)).toEqual(Object.fromEntries(present));
      expect((await ask(self!)).data).toEqual(page.data);
      for (const [, target] of present) await ask(target!);
      expect([page.links.next === null, page.links.prev === null]).toEqual([
        page.page.next === null,
        page.page.prev === null,
      ]);
    }
    expect((await ask(second.links.prev!)).data).toEqual(first.data);
    expect((await ask(second.links.first!)).data).toEqual(first.data);
    expect(first.links.prev).toBeNull();
    expect((await ask(first.links.last!)).links.next).toBeNull();
  });

  it('keep every other parameter as it was sent and change only where the page starts', async () => {
    const kept = 'country.in=NO,DE&first_name.ne=M%C3%BCller+A&sort=last_name&limit=2';
    for (const start of ['', '&seek=b', '&cursor=last']) {
      const { links } = await ask(`/v1/contacts?${kept}${start}`);
      expect(links.self).toBe(`/v1/contacts?${kept}${start}`);
      expect(links.first).toBe(`/v1/contacts?${kept}`);
      expect(links.last).toBe(`/v1/contacts?${kept}&cursor=last`);
      for (const target of [links.next, links.prev])
        if (target !== null) expect(target).toMatch(/^[^?]*\?[^?]*limit=2&cursor=[\w-]+$/);
    }
  });

  it('drop a start that stands first, alone, or is spelt in other characters', async () => {
    for (const start of ['cursor=last', 'c%75rsor=last', 'seek=5', '%73eek=5', '%73%65%65%6B=5'])
      for (const search of [start, `${start}&limit=3`, `limit=3&${start}`]) {
        const { links } = await ask(`/v1/contacts?${search}`);
        const rest = search.includes('limit=3') ? '?limit=3' : '';
        expect([search, links.first]).toEqual([search, `/v1/contacts${rest}`]);
        for (const target of [links.next, links.prev, links.last]) if (target !== null) await ask(target);
      }
  });

  it('of a page without rows lead to where there are some', async () => {
    const { data, links } = await ask('/v1/contacts?sort=last_name&seek=%F4%8F%BF%BF&limit=4');
    expect(data).toEqual([]);
    expect(links.next).toBeNull();
    expect((await ask(links.prev!)).data).toEqual((await ask(links.last!)).data);
  });
});
