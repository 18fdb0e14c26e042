// What a load has stored, and what it should have, counted row by row.
import { expect } from 'vitest';
import { VALUE_COUNT_FIELDS } from '../../../src/plan/valuecount.ts';
import { compareCodePoints } from '../../../src/text/fold.ts';
import { isSpelt, toWords } from '../../../src/text/words.ts';

export async function readIndexes(d1: D1Database): Promise<unknown[]> {
  const { results } = await d1
    .prepare(`select name, tbl_name, sql from sqlite_schema where type = 'index' and sql is not null order by name`)
    .all<{ sql: string }>();
  return results.map((row) => ({ ...row, sql: row.sql.toLowerCase().replace(/[`"]|if not exists /g, '') }));
}

export async function readCounts(d1: D1Database): Promise<unknown[]> {
  return (await d1.prepare('select field, key, contacts from value_count order by field, key').all()).results;
}

/** Every value is in the index of grams, under an id of its own, and nothing else is. */
export async function expectDictionary(d1: D1Database): Promise<void> {
  await d1.prepare(`insert into value_gram (value_gram, rank) values ('integrity-check', 1)`).run();
  expect(await d1.prepare('select count(*) - count(id) as missing from value_count').first('missing')).toBe(0);
}

export async function countNaively(d1: D1Database): Promise<unknown[]> {
  const counts: unknown[] = [];
  for (const field of [...VALUE_COUNT_FIELDS].sort()) {
    const column = field === 'gender' ? field : `${field}_folded`;
    const { results } = await d1
      .prepare(
        `select '${field}' as field, ${column} as key, count(*) as contacts from app_user
         join address on address.id = address_id where ${column} is not null group by ${column} order by ${column}`,
      )
      .all();
    counts.push(...results);
  }
  return counts;
}

type Listed = { word: string; contacts: number };

export async function readWords(d1: D1Database): Promise<Listed[]> {
  const { results } = await d1.prepare('select word, contacts from word order by word').all<Listed>();
  const { results: indexed } = await d1.prepare('select term as word, doc as contacts from contact_term').all<Listed>();
  expect(indexed.filter(({ word }) => isSpelt(word))).toEqual(results);
  return results;
}

export async function countWordsNaively(d1: D1Database): Promise<Listed[]> {
  const { results } = await d1
    .prepare('select * from app_user join address on address.id = address_id')
    .all<{ first_name: string; last_name: string; street: string; city: string }>();
  const counts = new Map<string, number>();
  for (const { first_name, last_name, street, city } of results)
    for (const word of new Set([first_name, last_name, street, city].flatMap(toWords)))
      if (isSpelt(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Array.from(counts, ([word, contacts]) => ({ word, contacts })).sort((a, b) =>
    compareCodePoints(a.word, b.word),
  );
}
