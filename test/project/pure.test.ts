// Modules that say that they are pure depend on nothing but their arguments, and nor does what they need.
import { describe, expect, it } from 'vitest';
import { readTree } from './tree.ts';

const modules = readTree('src');
const byPath = new Map(modules.map((module) => [module.path, module]));

/** A module and all that it needs when it runs, each with the way that leads there. */
function reach(path: string, way: string[] = [], reached = new Map<string, string[]>()): Map<string, string[]> {
  if (reached.has(path)) return reached;
  reached.set(path, [...way, path]);
  for (const needed of byPath.get(path)!.needs) reach(needed, [...way, path], reached);
  return reached;
}

/** What a pure module may not touch: the environment, I/O, the clock, chance. */
const IMPURE = {
  'cloudflare:workers': /['"]cloudflare:/,
  'the environment': /\benv\b|\bprocess\./,
  'I/O': /\bfetch\(|\bcaches\b|\bconsole\.|node:(fs|net|http|https|child_process|os|timers)\b/,
  'the clock': /\bDate\.now\b|new Date\(\)|\bperformance\.|\bset(Timeout|Interval)\(/,
  chance: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/,
};
const PURE = [
  'contact/fields',
  'list/page',
  'plan/plan',
  'query/cursor',
  'query/filter',
  'query/order',
  'query/parameters',
  'query/query',
  'query/restriction',
  'query/value',
  'sql/predicate',
  'sql/scope',
  'sql/statement',
];

describe('a pure module', () => {
  const pure = modules.filter(({ text }) => /^(\/\/.*\n)*\/\/.*\bPure\b/.test(text));

  it('says so in its header', () => {
    expect(pure.map(({ path }) => path)).toEqual(expect.arrayContaining(PURE.map((name) => `${name}.ts`)));
  });

  it.each(pure.map(({ path }) => path))('touches nothing outside, and nor does what it needs: %s', (path) => {
    const touching: string[] = [];
    for (const [needed, way] of reach(path))
      for (const [what, pattern] of Object.entries(IMPURE))
        if (pattern.test(byPath.get(needed)!.code)) touching.push(`${way.join(' → ')} touches ${what}`);
    expect(touching).toEqual([]);
  });
});
