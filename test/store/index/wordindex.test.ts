// The full-text index and the listed words: whatever is written to contacts and addresses, they say what a naive search
// over the rows says.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareCodePoints } from '../../../src/text/fold.ts';
import { toDeletions } from '../../../src/text/spelling.ts';
import { isSpelt } from '../../../src/text/words.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { runs } from '../../support/runs.ts';
import { INSERT_PERSON, writes } from './edits.ts';
import { pickId, run, takeId } from './rows.ts';

const inOrder = (texts: Iterable<string>) => [...texts].sort(compareCodePoints);

/** The ids of the contacts, in order, by the words that they have. */
async function readNaively(): Promise<Map<string, number[]>> {
  const { results } = await run(
    `select app_user.id, app_user.words || address.words as words from app_user
     join address on address.id = app_user.address_id order by app_user.id`,
  ).all<{ id: number; words: string }>();
  const ids = new Map<string, number[]>();
  for (const { id, words } of results)
    for (const word of new Set(words.split(' ').filter((word) => word !== '')))
      ids.set(word, [...(ids.get(word) ?? []), id]);
  return ids;
}

async function match(expressions: string[]): Promise<Record<string, string>> {
  const { results } = await run(
    `select value, (select group_concat(rowid) from contact_word where contact_word match value) as ids from json_each(?1)`,
    JSON.stringify(expressions),
  ).all<{ value: string; ids: string | null }>();
  return Object.fromEntries(results.map(({ value, ids }) => [value, ids ?? '']));
}

async function expectTrue(): Promise<void> {
  const naive = await readNaively();
  const words = [...naive.keys()];
  const expected: Record<string, string> = { '"nobody"': '' };
  for (const [word, ids] of naive) {
    expected[`"${word}"`] = String(ids);
    const beginnings = Array.from(word, (_, at) =>
      Array.from(word)
        .slice(0, at + 1)
        .join(''),
    );
    for (const beginning of beginnings.slice(0, 4)) {
      const having = words.filter((word) => word.startsWith(beginning)).flatMap((word) => naive.get(word)!);
      expected[`"${beginning}"*`] = String([...new Set(having)].sort((a, b) => a - b));
    }
  }
  expect(await match(Object.keys(expected))).toEqual(expected);

  const spelt = words.filter(isSpelt);
  const listed = await run('select word, contacts from word order by word').raw();
  expect(listed).toEqual(inOrder(spelt).map((word) => [word, naive.get(word)!.length]));
  const deletions = spelt.flatMap((word) => toDeletions(word, 2).map((deletion) => `${deletion} ${word}`));
  const kept = await run(`select deletion || ' ' || word from word_deletion`).raw();
  expect(inOrder(kept.flat() as string[])).toEqual(inOrder(deletions));
}

beforeAll(() => storeContacts(drawContacts(40, 7)));

describe('the index of words', () => {
  it('is true of contacts stored at once', async () => {
    expect((await readNaively()).size).toBeGreaterThan(40);
    await expectTrue();
  });

  it('is true whatever is written', async () => {
    await fc.assert(
      fc.asyncProperty(writes, async (writes) => {
        for (const write of writes) await write();
        await expectTrue();
      }),
      { numRuns: runs(20) },
    );
    await run(`insert into contact_word (contact_word) values ('integrity-check')`).run();
  });

  it('does not change the id that an insert tells', async () => {
    const id = takeId();
    const { meta } = await run(INSERT_PERSON, id, 'A', 'B', null, await pickId('address', 0), ' zzyzx ').run();
    expect(meta.last_row_id).toBe(id);
    await expectTrue();
  });

  it('holds the contacts up to where it has been built, and the words below where they have been listed', async () => {
    const [low, high] = [takeId(), takeId()];
    await env.DB.batch([
      run('delete from app_user'),
      run(`update search_state set indexed_to = ?1, listed_to = 'n'`, low),
    ]);
    const home = await pickId('address', 0);
    await run(`update address set words = ' ' where id = ?1`, home).run();
    await run(INSERT_PERSON, low, 'A', 'B', null, home, ' anna olsen ').run();
    await run(INSERT_PERSON, high, 'A', 'B', null, home, ' anna ').run();
    expect(await match(['"anna"', '"olsen"'])).toEqual({ '"anna"': String(low), '"olsen"': String(low) });
    expect(await run('select word, contacts from word').raw()).toEqual([['anna', 1]]);
    await run(`update address set words = ' oslo bergen ' where id = ?1`, home).run();
    await run(`update app_user set words = ' otto ' where id = ?1`, high).run();
    expect(await match(['"bergen"', '"otto"'])).toEqual({ '"bergen"': String(low), '"otto"': '' });
    expect(await run('select word, contacts from word order by word').raw()).toEqual([
      ['anna', 1],
      ['bergen', 1],
    ]);
    await run('delete from app_user').run();
    expect(await run('select count(*) from word, contact_term where doc > 0').raw()).toEqual([[0]]);
  });
});
