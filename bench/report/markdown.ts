// Results in, one report in Markdown out: what was measured, on what, with what, what was expected, and what came out.
// Pure.

import { isHeld, judgeResult } from '../verdict/targets.ts';
import { toMarkdownTable } from './format.ts';
import type { Result } from './result.ts';
import { toTables } from './table.ts';

/** Who takes part, and what is fair and unfair about each. */
export const SUBJECTS: Record<string, string> = {
  kartei:
    'The Worker as it would be uploaded: parsing, checks, planner, the page, the total, links and tags. Each question is new to its caches unless the scenario says otherwise.',
  naive:
    "What a framework's generic list view does: a COUNT for each request, OFFSET, one query for each related row, no index for filters and sorts. It has primary keys, the relation's unique index, and any index for a bare count, as a framework would. It checks nothing, which flatters it.",
  joined:
    "One joined query, an index on every column, SQLite's statistics and its own planner, OFFSET, page and count in one round trip. It checks nothing and makes no links, which flatters it.",
  sql: 'Floor: the quickest statement written by hand that reads this very page (from two to a dozen tried on the data), its rows as JSON, and nothing else; no total.',
  kv: 'Floor: streams one value of KV, a first page, and nothing else.',
  hello: "Floor: a constant. What the runtime, the socket and the bench's client take.",
  postgres:
    'A small Node server before PostgreSQL: one join, keyset, page and total side by side in prepared statements, an index on every column, trigrams, a text-search vector. It keeps no counts, tags or links, and nothing for people far away, which flatters it.',
  'postgres tuned':
    'The same with indexes that end with the id that breaks ties, a plan for the very values of each question, and no parallel plans.',
};

const TITLES: Record<string, string> = {
  list: 'Lists',
  growth: 'Growth',
  load: 'Load',
  soak: 'Long use',
  saturation: 'More than it bears',
  seed: 'Loading the data',
  planner: 'The planner',
  bounds: 'Rows read for a page',
  page: 'The page in a browser',
  peers: 'Beside PostgreSQL',
  questions: 'Random questions',
  cpu: 'CPU of the Worker',
  json: 'From D1 to JSON',
  stored: 'How a cached page is kept',
  prices: 'What requests use',
  size: 'How large the database is',
  export: 'An export of everything',
};

const ABOUT: Record<string, string> = {
  list: 'From the request to the last byte, one request at a time, asked of all in turn, in the same workerd on the same data. Medians with their 95 % intervals (order statistics); beside the others, how many times as long as Kartei they take. Scenarios that are hard for Kartei were chosen to be.',
  growth: 'The same questions at several sizes.',
  load: 'An open loop: requests start at fixed times whether or not the server keeps up, and latency counts from the intended start. Each rate is tried until a subject no longer keeps up: it serves less than 95 % of what is offered, its p99 is above a second, or more than 1 % are lost.',
  soak: 'Requests of every kind, one in eleven a write, at an even rate; the slopes are those of the second half (Theil and Sen), for each 1,000 requests, with their 95 % intervals.',
  saturation:
    'An open loop of lists that are new to every cache, at rising rates, then at twice the last one that it bore, then at half of that. Latency counts from the intended start.',
  page: 'Chromium on a page of 50 rows and 10 columns, on a server of its own. From an input to the frame that shows other rows, less the time from the request to the last byte of its answer.',
  peers:
    'A full page with its total, however many requests that takes, by the same addresses on the same contacts; each sample is of another value of the same commonness. PostgreSQL runs beside on the same machine. The pages are the same: contacts, order, and totals where they are exact.',
  questions:
    'Filters of every operator, searches, sorts and totals, drawn by chance; each asked once, then others from eight clients at once. Kartei is followed to a full page.',
  cpu: "A loop in workerd asks the Worker the same list in words that are new each time; D1's answers are replayed, and decoded anew each time. It leaves out what the runtime itself takes for a request and for a trip to D1.",
  json: 'Whole is the CPU of the process, with SQLite, D1 and the binding in it. Of the Worker are the decoding of what D1 sends, which is JSON, and the making of the JSON that is sent.',
  stored:
    'The same first page, kept as Kartei does (JSON) and otherwise: CPU to make the form beside the JSON that is sent anyway, CPU until the bytes to send are there, and both through the local KV.',
  export:
    'All contacts as one CSV file in the order of ids, through a socket into a file; and by SQLite alone, the same join by its command line tool (or, where that is not installed, by the SQLite in Node), from a copy of the same database into a file. Before the tables the rows were compared, cell by cell.',
  seed: 'The same contacts through D1 as the seed command loads them, and into a plain SQLite file.',
};

/** Something whose tables are in a Markdown file of its own. */
export interface Section {
  /** Of the file, without its ending. */
  name: string;
  title: string;
  charts: string[];
}

/** In the order of the titles; `charts` are files beside the report, by suite. */
export function toMarkdown(results: Result[], charts: Record<string, string[]>, others: Section[] = []): string {
  const sorted = Object.keys(TITLES).flatMap((kind) => results.filter((result) => result.kind === kind));
  const lines = [
    '# What the bench measured',
    '',
    'Written by the bench itself; the numbers are in the JSON files beside it.',
    '',
    ...toMarkdownTable(['who', 'what it is'], Object.entries(SUBJECTS)),
    '',
    ...sorted.flatMap((result) => toSection(result, charts[result.kind] ?? [])),
    ...others.flatMap(({ name, title, charts }) => [
      `## ${title}`,
      '',
      ...charts.flatMap((file) => [`![${title}](${file})`, '']),
      `Tables: [${name}.md](${name}.md).`,
      '',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function toSection(result: Result, charts: string[]): string[] {
  const { kind, scenarios, lines } = result;
  const toList = (facts: Record<string, string | number>) =>
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return [
    `## ${TITLES[kind]}`,
    '',
    ...(ABOUT[kind] ? [ABOUT[kind], ''] : []),
    ...toMarkdownTable(
      ['', ''],
      [
        ['command', result.commands.map((command) => `\`${command}\``).join(', ')],
        ['when', `${result.startedAt.slice(0, 16).replace('T', ' ')} UTC, ${result.seconds} s`],
        ['machine', toList(result.machine)],
        ['versions', toList(result.versions)],
        ['data', toList(result.data)],
      ],
    ),
    '',
    ...charts.flatMap((file) => [`![${TITLES[kind]}](${file})`, '']),
    ...(lines ? ['```', ...lines, '```', ''] : toTables(result, 'markdown')),
    ...toVerdicts(result),
    ...(scenarios.length > 0
      ? [
          'What each scenario was expected to show:',
          '',
          ...toMarkdownTable(
            ['', ''],
            scenarios.map(({ name, expected }) => [name, expected]),
          ),
          '',
        ]
      : []),
  ];
}

function toVerdicts(result: Result): string[] {
  const verdicts = judgeResult(result);
  if (verdicts.length === 0) return [];
  const rows = verdicts.map(({ claim, reached, seen }) => [claim, reached ? 'yes' : '**no**', seen]);
  const title = isHeld(result) ? 'Targets' : 'Targets (they are for 3 million contacts)';
  return [`**${title}**`, '', ...toMarkdownTable(['', 'reached', 'seen'], rows), ''];
}
