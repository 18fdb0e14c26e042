// Runs subjects in turn, so that what else the machine does falls on all alike: each round asks every one once, and each
// round begins with another. First they are warmed up, which is not kept.

export interface Plan {
  warmUps: number;
  rounds: number;
  /** A subject whose runs have taken so long is not asked again, once it has as many samples as it must. */
  budgetMs: number;
  leastSamples: number;
}

/** Who takes this long for a few samples is so slow that more would tell nothing. */
const TIMEOUT_MS = 45_000;
const FEW_SAMPLES = 3;

/** One run of a subject; its result is a sample in whatever unit. `at` counts all runs from 0, warm-ups too. */
export type Run<T> = (subject: T, at: number) => Promise<number>;

/** The samples by subject. */
export async function interleave<T>(subjects: readonly T[], plan: Plan, run: Run<T>): Promise<Map<T, number[]>> {
  const samples = new Map<T, number[]>(subjects.map((subject) => [subject, []]));
  const spent = new Map<T, number>(subjects.map((subject) => [subject, 0]));
  let at = 0;
  const measure = async (subject: T) => {
    const begun = performance.now();
    const sample = await run(subject, at++);
    spent.set(subject, spent.get(subject)! + performance.now() - begun);
    return sample;
  };
  const hasTime = (subject: T) => spent.get(subject)! < plan.budgetMs;
  const leastOf = (subject: T) => (spent.get(subject)! < TIMEOUT_MS ? plan.leastSamples : FEW_SAMPLES);
  for (let round = 0; round < plan.warmUps; round++)
    for (const subject of toRound(subjects, round)) if (round === 0 || hasTime(subject)) await measure(subject);
  for (const subject of subjects) spent.set(subject, 0);
  for (let round = 0; round < plan.rounds; round++)
    for (const subject of toRound(subjects, round)) {
      const own = samples.get(subject)!;
      if (own.length < leastOf(subject) || hasTime(subject)) own.push(await measure(subject));
    }
  return samples;
}

/** The order of a round: each round another is the first. */
export function toRound<T>(subjects: readonly T[], round: number): T[] {
  const first = round % Math.max(1, subjects.length);
  return [...subjects.slice(first), ...subjects.slice(0, first)];
}
