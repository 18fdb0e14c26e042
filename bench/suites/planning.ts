// Suite `planning`: what the Worker's own work takes before the database is asked: the query parsed, its statements planned,
// and their text written; the database is one that answers nothing. Expected: a plan in well under a millisecond at the
// median, the dearest that can be asked within 10. The first plan of an isolate, which parses the statistics, is shown.
import type { FieldName, Value } from '../../src/contact/fields.ts';
import { render } from '../../src/db/render.ts';
import { MOST_LISTED } from '../../src/query/filter.ts';
import { FACET_FIELDS, MOST_FACETS } from '../../src/query/options.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { MOST_WORDS } from '../../src/query/search.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import type { Statistics } from '../../src/statistics/statistics.ts';
import { planStatements } from '../inside/planned.ts';
import { percentileOf } from '../verdict/percentile.ts';

/** At the median of the queries' medians, and at the dearest query's median. */
const MOST_MS = { median: 1, dearest: 10 };
/** A query is planned for so long, but at least so often. */
const EACH_MS = 300;
const LEAST_RUNS = 20;
const WARM_UPS = 20;
/** The first plan is made so many times, each time by statistics read anew. */
const ISOLATES = 5;

const STAGES = ['parse', 'plan', 'text'] as const;
type Stage = (typeof STAGES)[number];

export interface Planning {
  search: string;
  /** Sorted milliseconds of each stage, the isolate knowing its statistics. */
  samples: Record<Stage, number[]>;
  /** Median milliseconds of the first plan by statistics that are just read, the parsing of their JSON within. */
  first: number;
  /** Characters of the statements of the first round trip. */
  characters: number;
}

/** Measures every case by the statistics of the database. */
export async function measurePlanning(d1: D1Database): Promise<Planning[]> {
  const data = await d1.prepare('select data from statistics').first<string>('data');
  const contacts = Number(await d1.prepare('select contacts from data_state').first('contacts'));
  if (data === null) throw new Error('The database has no statistics to plan by.');
  const estimator = toEstimator(JSON.parse(data) as Statistics, contacts);
  const measured: Planning[] = [];
  for (const search of toSearches(JSON.parse(data) as Statistics))
    measured.push(await measure(search, { data, contacts, estimator }));
  return measured;
}

async function measure(
  search: string,
  { data, contacts, estimator }: { data: string; contacts: number; estimator: Estimator },
): Promise<Planning> {
  const samples: Planning['samples'] = { parse: [], plan: [], text: [] };
  let characters = 0;
  for (let run = -WARM_UPS, began = performance.now(); ; run++) {
    if (run === 0) began = performance.now();
    if (run >= LEAST_RUNS && performance.now() - began > EACH_MS) break;
    const times = [performance.now()];
    const query = parseListQuery(search);
    times.push(performance.now());
    const statements = await planStatements(query, estimator);
    times.push(performance.now());
    const texts = statements.map((statement) => render(statement).sql);
    times.push(performance.now());
    characters = texts.join('').length;
    if (run >= 0) for (const [at, stage] of STAGES.entries()) samples[stage].push(times[at + 1]! - times[at]!);
  }
  for (const stage of STAGES) samples[stage].sort((a, b) => a - b);
  const firsts: number[] = [];
  while (firsts.length < ISOLATES) {
    const began = performance.now();
    await planStatements(parseListQuery(search), toEstimator(JSON.parse(data) as Statistics, contacts));
    firsts.push(performance.now() - began);
  }
  return {
    search,
    samples,
    first: percentileOf(
      firsts.sort((a, b) => a - b),
      0.5,
    ),
    characters,
  };
}

/** Everyday queries, and the dearest that the limits allow. */
function toSearches({ fields }: Statistics): string[] {
  const common = (field: FieldName, rank: number) => encodeURIComponent(fields[field].common[rank]![0]);
  const facets = `facet=${FACET_FIELDS.slice(0, MOST_FACETS).join(',')}`;
  const listed: FieldName[] = [
    'first_name',
    'last_name',
    'street',
    'street_number',
    'city_code',
    'city',
    'customer_id',
    'points',
    'birthday',
  ];
  const values = (field: FieldName): Value[] =>
    [...new Set(fields[field].keys.filter((key) => key !== null))].slice(0, MOST_LISTED);
  const nins = listed.map((field) => `${field}.nin=${encodeURIComponent(JSON.stringify(values(field)))}`);
  const words = Array.from({ length: MOST_WORDS }, (_, rank) => String(common('first_name', rank)));
  return [
    '',
    'sort=city',
    'sort=city,last_name,first_name',
    `first_name=${common('first_name', 0)}&sort=-points`,
    'last_name.startswith=mu&sort=-created',
    'last_name.contains=stei',
    `country=de&gender=female&points.gte=500&sort=last_name&${facets}`,
    `city=${common('city', 0)}&gender=male&sort=-last_activity&count=exact`,
    `q=${common('first_name', 0)}+${common('city', 0)}`,
    'q=mull+ber&sort=-points',
    `q=${common('last_name', 0)}&country=de&${facets}`,
    `q=${words.join('+')}&count=exact&${facets}`,
    `q=k+s+m+a+b+l+d+c+r+9&count=exact&${facets}`,
    `${nins.join('&')}&count=exact&${facets}`,
    `${nins.join('&')}&sort=last_name,city,-points&count=exact&${facets}`,
  ];
}

/** A line a query, and whether planning took no longer than it may. */
export function reportPlanning(planned: Planning[]): { lines: string[]; kept: boolean } {
  const medians = planned.map(({ samples }) => percentileOf(samples.plan, 0.5)).sort((a, b) => a - b);
  const [median, dearest] = [percentileOf(medians, 0.5), medians.at(-1)!];
  const first = Math.max(...planned.map((plan) => plan.first));
  const lines = [
    'µs: median and worst, the statistics being known; ms of the first plan that an isolate makes',
    `${'query'.padEnd(60)}${STAGES.map((stage) => stage.padStart(16)).join('')}  first ms  characters of SQL`,
    ...planned.map(toLine),
    `plans: median ${toMicroseconds(median)} µs, dearest ${toMicroseconds(dearest)} µs; first of an isolate at most ${first.toFixed(1)} ms`,
  ];
  return { lines, kept: median <= MOST_MS.median && dearest <= MOST_MS.dearest };
}

function toLine({ search, samples, first, characters }: Planning): string {
  const shown = decodeURIComponent(search);
  const name = shown.length > 56 ? `${shown.slice(0, 40)}…${shown.slice(-15)}` : shown;
  const stages = STAGES.map((stage) => {
    const sorted = samples[stage];
    return `${toMicroseconds(percentileOf(sorted, 0.5))} ${toMicroseconds(sorted.at(-1)!)}`.padStart(16);
  });
  return `${name.padEnd(60)}${stages.join('')}${first.toFixed(1).padStart(10)}${String(characters).padStart(12)}`;
}

function toMicroseconds(milliseconds: number): string {
  return (milliseconds * 1000).toFixed(0);
}
