// What code knows of the API, as Markdown tables. Each list is complete by its type: what is added to the code and not
// to it does not compile.
import { toMarkdownTable } from '../../bench/report/format.ts';
import { FRESH_MS, LIFETIME_SECONDS, type toKey, VERSION_KEY } from '../../src/cache/key.ts';
import { FIELD_NAMES, FIELDS, type FieldType, type Operator } from '../../src/contact/fields.ts';
import { LIMITS, type LimitKind, PERIOD_SECONDS } from '../../src/http/limit.ts';
import { FAULT_WORDS, OPERATOR_WORDS, PARAMETER_WORDS, PROBLEM_WORDS } from '../../src/http/openapi/words.ts';
import { COPIES } from '../../src/http/person/copies.ts';
import { BLOBS, DOUBLES } from '../../src/http/watch/note.ts';
import { Problem, type ProblemType } from '../../src/problem.ts';
import { KINDS, ROUTES, WHO } from '../support/access/table.ts';

const MINUTE_SECONDS = 60;
const MINUTE_MS = 60_000;

export function toFieldTable(): string[] {
  const rows = FIELD_NAMES.map((name) => {
    const { type, values, nullable, table, index } = FIELDS[name];
    const described = values ? values.map(toCode).join(' ') : type;
    return [name, described, nullable ? 'yes' : '', index ? toCode(index) : `the row ids of ${toCode(table)}`];
  });
  return toMarkdownTable(['field', 'type', 'may be null', 'served by'], rows);
}

export function toOperatorTable(): string[] {
  const fields = Object.values(FIELDS);
  const types = [...new Set(fields.map(({ type }) => type))];
  const takes = (type: FieldType, operator: Operator) =>
    fields.every((field) => field.type !== type || field.operators.includes(operator));
  const rows = Object.entries(OPERATOR_WORDS).map(([operator, keeps]) => {
    const taking = types.filter((type) => takes(type, operator as Operator));
    const all = taking.length === types.length ? 'every type' : taking.join(', ');
    return [toCode(operator), keeps, operator === 'null' ? 'fields that may be null' : all];
  });
  return toMarkdownTable(['operator', 'keeps contacts whose value is, or', 'for'], rows);
}

export function toParameterTable(): string[] {
  return toMarkdownTable(['name', 'is'], Object.entries(PARAMETER_WORDS).map(([name, is]) => [toCode(name), is])); // biome-ignore format: short
}

export function toProblemTable(): string[] {
  const rows = Object.entries(PROBLEM_WORDS).map(([type, when]) => {
    const { status, message } = new Problem(type as ProblemType);
    return [toCode(`/problems/${type}`), String(status), message, when];
  });
  return toMarkdownTable(['type', 'status', 'title', 'when'], rows);
}

export function toFaultTable(): string[] {
  return toMarkdownTable(['`code`', 'means'], Object.entries(FAULT_WORDS).map(([code, means]) => [toCode(code), means])); // biome-ignore format: short
}

const COUNTED: Record<LimitKind, string> = {
  reads: 'GET, HEAD and QUERY, and a search by POST',
  writes: 'other POST, PATCH and DELETE; what is held on one person',
  dear: 'reads with `facet`, `count=exact` or `explain=true`',
};

export function toLimitTable(): string[] {
  const rows = Object.entries(COUNTED).map(([kind, counted]) => [
    toCode(kind),
    counted,
    LIMITS[kind as LimitKind].quota.toLocaleString('en'),
  ]);
  return toMarkdownTable(['kind', 'counts', `in ${PERIOD_SECONDS} seconds`], rows);
}

const LIVES = `${LIFETIME_SECONDS / MINUTE_SECONDS} minutes`;

/** Who gets past which routes, as a test walks it. */
export function toRightsTable(): string[] {
  const routes = KINDS.map((kind) => [kind, [...new Set(ROUTES.filter((route) => route.kind === kind).map(({ route }) => toCode(route)))].join(', ')]); // biome-ignore format: short
  const rows = Object.entries(WHO).map(([who, outcomes]) => [who, ...outcomes.map(String)]);
  return [...toMarkdownTable(['kind', 'routes'], routes), '', ...toMarkdownTable(['who asks', ...KINDS], rows)];
}

const FRESH = `${FRESH_MS / MINUTE_MS} minutes`;

const KEYS: Record<Parameters<typeof toKey>[0], [of: string, holds: string, used: string]> = {
  page: [
    'path and query, and of the build',
    'one line of JSON (what it is for, version, time, `Link`, length, CRC-32), then the bytes of the answer',
    `if its version is at least the announced one and the client's, for ${FRESH}`,
  ],
  count: [
    'the filters, and of the build',
    'an exact total that took more than 5,000 rows to count (a KV write costs as much)',
    'for pages that are read at exactly its version',
  ],
  facets: ['filters and facet fields, and of the build', 'facets, likewise', 'likewise'],
  statistics: ['the build', 'what the planner knows', 'for 5 minutes, by isolates that begin'],
};

export function toKeyTable(): string[] {
  const rows = Object.entries(KEYS).map(([kind, [of, holds, used]]) => {
    return [`\`${kind}:<hash>\` of ${of}`, holds, used, LIVES];
  });
  const version = 'the data version that was announced last';
  const read = "with every list request, and held in an isolate's memory for a second";
  return toMarkdownTable(
    ['key', 'holds', 'used', 'lives'],
    [[toCode(VERSION_KEY), version, read, 'for ever; one key'], ...rows],
  );
}

const NOTED: Record<(typeof BLOBS)[number] | (typeof DOUBLES)[number], string> = {
  route: "the route's pattern, with `:id` in place of an id; `none` where there is none",
  method: 'one that the service knows, else `other`',
  status: 'of the answer',
  problem: 'the type of the problem that was answered',
  plan: "the access of a list's first step: `walk`, `late`, `search` or `run`",
  cache: 'where a list came from: `memory`, `kv`, `miss` (of D1), `stale` (kept, D1 out of reach)',
  caller: "the token's name, or `token:` and the beginning of its hash",
  region: 'the region of D1 that answered last',
  build: 'the version of the Worker',
  ms: 'milliseconds until the answer, or until a stream ended',
  rows_read: 'rows and index entries that D1 bills, until the answer',
  trips: 'round trips to D1',
  db_ms: 'milliseconds in the database',
  bytes: 'of a list or a stream',
};

/** What is noted of a request, and where Analytics Engine has it. */
export function toPointTable(): string[] {
  const rows = [
    ...BLOBS.map((name, at) => [toCode(name), toCode(`blob${at + 1}`), NOTED[name]]),
    ...DOUBLES.map((name, at) => [toCode(name), toCode(`double${at + 1}`), NOTED[name]]),
  ];
  return toMarkdownTable(['in the log', 'counted as', 'is'], rows);
}

/** Where copies of a deleted contact may be, as it is told with what is held on one person. */
export function toCopyTable(): string[] {
  const rows = COPIES.map(({ place, holds, until }) => [place, holds, until]);
  return toMarkdownTable(['where', 'what', 'until, after the deletion'], rows);
}

function toCode(text: string): string {
  return `\`${text}\``;
}
