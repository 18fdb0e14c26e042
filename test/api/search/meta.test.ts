// What the answer to a search says of itself: what a misspelt word was taken for, and the parts that a page can mark.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ask } from './people.ts';

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
