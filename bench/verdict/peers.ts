// What Kartei must reach beside PostgreSQL, of which the better of its kinds counts, page by page and over random
// questions. Pure.
import { ABSENT_PART, CLOSE_TO_PEERS, RARE_PART } from '../cases/peers.ts';
import { QUESTION_RATE, QUESTIONS } from '../cases/questions.ts';
import type { Measurement, Result } from '../report/result.ts';
import type { Verdict } from './verdict.ts';

/** How many times PostgreSQL's time a cold page of the everyday ones may take. */
const MOST_TIMES = 1.3;
/** A page for which PostgreSQL takes less than the one may take Kartei the other. */
const QUICK_MS = { theirs: 100, ours: 60 };
const MOST_PART_MS = 30;
const MOST_REQUESTS = { page: 3, question: 5 };
const MOST_P99_MS = 300;
const LEAST_RATE = 2;

/** A question with the measurement of Kartei, and of whichever peer was best. */
interface Pair {
  name: string;
  ours: Measurement;
  theirs: Measurement | null;
}

export function judgePeers({ measurements }: Result): Verdict[] {
  const pairs = toPairs(measurements.filter(({ unit }) => unit === 'ms'));
  const ms = ({ summary }: Measurement) => summary.median;
  const close = pairs.filter(({ name, theirs }) => theirs && CLOSE_TO_PEERS.includes(name));
  const times = ({ ours, theirs }: Pair) => ms(ours) / ms(theirs!);
  const quick = pairs.filter(({ theirs }) => theirs && ms(theirs) < QUICK_MS.theirs);
  const parts = pairs.filter(({ name }) => [RARE_PART, ABSENT_PART].includes(name));
  return [
    toVerdict(`an everyday page takes at most ${MOST_TIMES} times as long as PostgreSQL's`, close, {
      isShort: (pair) => times(pair) > MOST_TIMES,
      toSeen: (pair) => `${pair.name}: ${times(pair).toFixed(2)}`,
    }),
    toVerdict(`a full page takes at most ${MOST_REQUESTS.page} requests`, pairs, {
      isShort: ({ ours }) => Number(ours.seen!.requests) > MOST_REQUESTS.page,
      toSeen: ({ name, ours }) => `${name}: ${ours.seen!.requests} (${ours.seen!.dearest})`,
    }),
    toVerdict(`at most ${QUICK_MS.ours} ms where PostgreSQL takes less than ${QUICK_MS.theirs}`, quick, {
      isShort: ({ ours }) => ms(ours) > QUICK_MS.ours,
      toSeen: ({ name, ours }) => `${name}: ${ms(ours).toFixed(1)}`,
    }),
    toVerdict(`a part of a name, rare or absent, takes at most ${MOST_PART_MS} ms`, parts, {
      isShort: ({ ours }) => ms(ours) > MOST_PART_MS,
      toSeen: ({ name, ours }) => `${name}: ${ms(ours).toFixed(1)}`,
    }),
  ];
}

/** Nothing is said of PostgreSQL where it took no part. */
export function judgeQuestions({ measurements }: Result): Verdict[] {
  const [asked] = toPairs(measurements.filter(({ name }) => name === QUESTIONS));
  const [rated] = toPairs(measurements.filter(({ name }) => name === QUESTION_RATE));
  if (!asked || !rated) return [];
  const { summary, seen } = asked.ours;
  const p99 = summary.p99 ?? summary.max;
  const theirs = asked.theirs?.summary.median;
  const rates = rated.theirs && rated.ours.summary.median / rated.theirs.summary.median;
  return [
    ...(theirs === undefined
      ? []
      : [
          {
            claim: "the median of random questions is not above PostgreSQL's",
            reached: summary.median <= theirs,
            seen: `${summary.median.toFixed(1)} and ${theirs.toFixed(1)} ms`,
          },
        ]),
    { claim: `their p99 is at most ${MOST_P99_MS} ms`, reached: p99 <= MOST_P99_MS, seen: `${p99.toFixed(0)} ms` },
    {
      claim: `none takes more than ${MOST_REQUESTS.question} requests for a full page`,
      reached: Number(seen!.requests) <= MOST_REQUESTS.question,
      seen: `${seen!.requests} at most, ${seen!.several} took several`,
    },
    ...(rates === null
      ? []
      : [
          {
            claim: `at least ${LEAST_RATE} times PostgreSQL's questions a second`,
            reached: rates >= LEAST_RATE,
            seen: rates.toFixed(2),
          },
        ]),
  ];
}

function toPairs(measurements: Measurement[]): Pair[] {
  return [...Map.groupBy(measurements, ({ name }) => name)].flatMap(([name, own]) => {
    const ours = own.find(({ subject }) => subject === 'kartei');
    const isBetter = (a: Measurement, b: Measurement) =>
      a.unit === 'req/s' ? a.summary.median > b.summary.median : a.summary.median < b.summary.median;
    const others = own.filter((one) => one !== ours);
    const theirs = others.reduce<Measurement | null>((best, one) => (!best || isBetter(one, best) ? one : best), null);
    return ours ? [{ name, ours, theirs }] : [];
  });
}

/** What falls short, or else how many were judged. */
function toVerdict(
  claim: string,
  pairs: Pair[],
  { isShort, toSeen }: { isShort: (pair: Pair) => boolean; toSeen: (pair: Pair) => string },
): Verdict {
  const short = pairs.filter(isShort);
  return {
    claim,
    reached: short.length === 0,
    seen: short.length > 0 ? short.map(toSeen).join('; ') : `all of ${pairs.length}`,
  };
}
