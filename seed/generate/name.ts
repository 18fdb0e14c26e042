// The names of a locale, each list in the order of how common its names are. The library does not say that, so a name
// ranks by the number of the library's locales that have it (Anna is in 23 of them), ties in an arbitrary fixed order.
import { allFakers, allLocales } from '@faker-js/faker';
import type { Country } from './country.ts';
import { type Draws, hashText } from './draw.ts';
import { joinWords, rankVocabulary, type Vocabulary, type Word } from './word.ts';

/** The names of one country, and how often and with what between them two last names are joined. */
export type Names = { female: Vocabulary; male: Vocabulary; last: Vocabulary; doubled: number; joiner: string };

/** The flatness that gives the commonest first name about 1 % of all contacts, and the commonest last name less. */
const FIRST_NAME_FLATNESS = 8;
const LAST_NAME_FLATNESS = 10;

const firstNameSpread = countLocales('first_name');
const lastNameSpread = countLocales('last_name');

/** Reads the names of a country from its locale and the locales that one falls back on. */
export function readNames(country: Country): Names {
  const person = allFakers[country.locale].rawDefinitions.person;
  const { female = [], male = [], generic = [] } = person?.first_name ?? {};
  const rank = (texts: string[]) => rankBySpread(texts, firstNameSpread);
  const patterns = person?.last_name_pattern?.generic ?? [];
  const doubled = patterns.find(({ value }) => value.split('{{').length === 3);
  const total = patterns.reduce((sum, { weight }) => sum + weight, 0);
  return {
    female: rankVocabulary(rank([...female, ...generic]), FIRST_NAME_FLATNESS),
    male: rankVocabulary(rank([...male, ...generic]), FIRST_NAME_FLATNESS),
    last: rankVocabulary(rankBySpread(person?.last_name?.generic ?? [], lastNameSpread), LAST_NAME_FLATNESS),
    doubled: doubled ? doubled.weight / total : 0,
    joiner: doubled?.value.match(/\}\}(.*)\{\{/)?.[1] ?? '',
  };
}

/** Draws a last name, of two parts where the country's custom has it. */
export function drawLastName(names: Names, draws: Draws): Word {
  const first = names.last.pick(draws.next());
  if (!draws.chance(names.doubled)) return first;
  return joinWords(first, names.joiner, names.last.pick(draws.next()));
}

function rankBySpread(texts: string[], spread: Map<string, number>): string[] {
  return [...new Set(texts)].sort((a, b) => spread.get(b)! - spread.get(a)! || hashText(a) - hashText(b));
}

function countLocales(list: 'first_name' | 'last_name'): Map<string, number> {
  const spread = new Map<string, number>();
  for (const { person } of Object.values(allLocales)) {
    const texts = new Set(Object.values(person?.[list] ?? {}).flatMap((part) => part ?? []));
    for (const text of texts) spread.set(text, (spread.get(text) ?? 0) + 1);
  }
  return spread;
}
