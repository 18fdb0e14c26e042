// What code knows of the API, as Markdown tables. Each list is complete by its type: what is added to the code and not
// here does not compile.
import { toMarkdownTable } from '../../bench/report/format.ts';
import { FRESH_MS, LIFETIME_SECONDS, type toKey, VERSION_KEY } from '../../src/cache/key.ts';
import { FIELD_NAMES, FIELDS, type FieldType, type Operator } from '../../src/contact/fields.ts';
import { LIMITS, type LimitKind, PERIOD_SECONDS } from '../../src/http/limit.ts';
import { type FaultCode, Problem, type ProblemType } from '../../src/problem.ts';
import { FACET_FIELDS, MOST_FACETS } from '../../src/query/facets.ts';
import { MOST_LISTED } from '../../src/query/filter.ts';
import { DEFAULT_LIMIT, MOST_ROWS, MOST_SORT_KEYS, type Option } from '../../src/query/options.ts';
import { LONGEST_URI } from '../../src/query/query.ts';
import { MOST_WORDS, SEARCH_LENGTH } from '../../src/query/search.ts';

const HOUR_SECONDS = 3600;
const MINUTE_MS = 60_000;

export function toFieldTable(): string[] {
  const rows = FIELD_NAMES.map((name) => {
    const { type, values, nullable, table, index } = FIELDS[name];
    const described = values ? values.map(toCode).join(' ') : type;
    return [name, described, nullable ? 'yes' : '', index ? toCode(index) : `the row ids of ${toCode(table)}`];
  });
  return toMarkdownTable(['field', 'type', 'may be null', 'served by'], rows);
}

const OPERATORS: Record<Operator, string> = {
  eq: 'equal; the same as no operator',
  ne: 'not equal; contacts with no value are among them',
  in: `one of up to ${MOST_LISTED} values: \`a,b,c\`, or a JSON array where a value has a comma or begins with \`[\``,
  nin: 'none of such values; contacts with no value are among them',
  lt: 'below',
  lte: 'up to',
  gt: 'above',
  gte: 'from',
  between: '`lo,hi`, both included',
  startswith: 'begins with',
  contains: 'has it somewhere; no index serves this',
  null: '`true`: has no value, `false`: has one',
};

export function toOperatorTable(): string[] {
  const fields = Object.values(FIELDS);
  const types = [...new Set(fields.map(({ type }) => type))];
  const takes = (type: FieldType, operator: Operator) =>
    fields.every((field) => field.type !== type || field.operators.includes(operator));
  const rows = Object.entries(OPERATORS).map(([operator, keeps]) => {
    const taking = types.filter((type) => takes(type, operator as Operator));
    const all = taking.length === types.length ? 'every type' : taking.join(', ');
    return [toCode(operator), keeps, operator === 'null' ? 'fields that may be null' : all];
  });
  return toMarkdownTable(['operator', 'keeps contacts whose value is, or', 'for'], rows);
}

const PARAMETERS: Record<Option, string> = {
  sort: `up to ${MOST_SORT_KEYS} fields, \`-\` for descending: \`-points,last_name\`; \`id\` unless given. No value sorts before every value`,
  limit: `1 to ${MOST_ROWS} rows; ${DEFAULT_LIMIT} unless given`,
  cursor: "a page's `next` or `prev`, or `last`. Bound to the filters, `q` and the sort it was made for; `limit`, `fields` and `count` may change",
  seek: 'a value of the first sort field at which the page starts',
  q: `a [search](search.md), ${SEARCH_LENGTH.least} to ${SEARCH_LENGTH.most} characters, ${MOST_WORDS} words at most`,
  highlight: '`true` with `q`: `meta.highlights` says what of each row it matches',
  fields: 'the fields to return, in this order; `id` always comes',
  count: '`auto` (unless given), `exact` or `none`: see [totals](planner.md#totals)',
  facet: `up to ${MOST_FACETS} of ${FACET_FIELDS.map(toCode).join(', ')}: the 20 commonest values with their counts under the filters, each field without its own`,
  explain: '`true`: `meta.plan` says what was planned, with its estimates, beside what was read',
  format: '`json`; other formats answer 400 (`not-available`) for now',
}; // biome-ignore format: sentences

export function toParameterTable(): string[] {
  return toMarkdownTable(['name', 'is'], Object.entries(PARAMETERS).map(([name, is]) => [toCode(name), is])); // biome-ignore format: short
}

const PROBLEMS: Record<ProblemType, string> = {
  'invalid-query': 'parameters are wrong; `errors` names each',
  'cursor-invalid': 'it was changed, cut, or sealed with a key that is no longer there: start again at the first page',
  'cursor-mismatch': 'filters, `q` or sort are not those it was made for',
  unauthorized: 'no token, or none that this deployment knows',
  forbidden: 'a token that may only read, or a page of another site at a local server',
  'not-found': 'no such path, or no such contact',
  'method-not-allowed': '`Allow` says which are',
  'not-acceptable': '`Accept` takes neither JSON nor anything',
  conflict: 'a customer number is taken, or the data moved in a way that the write cannot follow',
  'precondition-failed': '`If-Match` names another state of the contact',
  'body-too-large': 'more than 64 KiB; 1 MiB for a batch',
  'uri-too-long': `path and query have more than ${LONGEST_URI.toLocaleString('en')} characters`,
  'invalid-body': 'the body is wrong; `errors` names each fault with its `pointer`',
  'idempotency-key-reused': 'the same key came with another body within 24 hours',
  'quota-exceeded': 'see [limits](#limits); `Retry-After` says when to come again',
  internal: 'a fault of ours; `instance` finds it in the log',
  overloaded: 'D1 is out of reach or too busy; `Retry-After` says when to come again',
  'not-configured': 'no token is configured, or production was told to be open',
};

export function toProblemTable(): string[] {
  const rows = Object.entries(PROBLEMS).map(([type, when]) => {
    const { status, message } = new Problem(type as ProblemType);
    return [toCode(type), String(status), message, when];
  });
  return toMarkdownTable(['type `/problems/…`', 'status', 'title', 'when'], rows);
}

const FAULTS: Record<FaultCode, string> = {
  'unknown-parameter': 'no field or parameter has this name',
  'unknown-field': 'no field has this name',
  'unknown-operator': 'the field does not take this operator',
  'unknown-value': 'it is none of the values that are taken here',
  'repeated-parameter': 'it is given more than once',
  'repeated-value': 'a contact, customer number or field is named twice',
  'conflicting-parameters': 'two parameters exclude each other, or one needs another',
  'empty-value': 'a value is missing',
  'bad-type': 'it cannot be read as the type of its field',
  'bad-cursor': 'the cursor is not one of this API',
  'bad-encoding': 'the percent-encoding is not UTF-8',
  'bad-character': 'a character that cannot be part of it',
  'out-of-range': 'too small, too large, too short or too long',
  'too-many': 'more than are taken',
  missing: 'a field that every contact must have',
  'server-set': 'a field that the server sets',
  taken: 'another contact has it',
  'not-found': 'what it points to is not there',
  'not-available': 'it is planned and not there yet',
};

export function toFaultTable(): string[] {
  return toMarkdownTable(['`code`', 'means'], Object.entries(FAULTS).map(([code, means]) => [toCode(code), means])); // biome-ignore format: short
}

const COUNTED: Record<LimitKind, string> = {
  reads: 'GET, HEAD and QUERY, and a search by POST',
  writes: 'other POST, PATCH and DELETE',
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

const DAY = `${LIFETIME_SECONDS / HOUR_SECONDS} hours`;
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
    return [`\`${kind}:<hash>\` of ${of}`, holds, used, DAY];
  });
  const version = 'the data version that was announced last';
  const read = "with every list request, and held in an isolate's memory for a second";
  return toMarkdownTable(
    ['key', 'holds', 'used', 'lives'],
    [[toCode(VERSION_KEY), version, read, 'for ever; one key'], ...rows],
  );
}

function toCode(text: string): string {
  return `\`${text}\``;
}
