// What operators, parameters, problems and faults mean, in Markdown: for the OpenAPI document and the tables of the
// documentation. Each list is complete by its type: what is added to the code and not here does not compile. Pure.
import type { Operator } from '../../contact/fields.ts';
import type { FaultCode, ProblemType } from '../../problem.ts';
import { MOST_ALTERNATIVES } from '../../query/conditions.ts';
import { MOST_LISTED } from '../../query/filter.ts';
import {
  DEFAULT_LIMIT,
  FACET_FIELDS,
  MOST_FACETS,
  MOST_ROWS,
  MOST_SORT_KEYS,
  type Option,
} from '../../query/options.ts';
import { LONGEST_URI } from '../../query/query.ts';
import { MOST_WORDS, SEARCH_LENGTH } from '../../query/search.ts';

const toCode = (text: string) => `\`${text}\``;

export const OPERATOR_WORDS: Record<Operator, string> = {
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
  contains: 'has it somewhere; no index serves this for customer and phone numbers',
  null: '`true`: has no value, `false`: has one',
};

export const PARAMETER_WORDS: Record<Option, string> = {
  sort: `up to ${MOST_SORT_KEYS} fields, \`-\` for descending: \`-points,last_name\`; \`id\` unless given. No value sorts before every value`,
  limit: `1 to ${MOST_ROWS} rows; ${DEFAULT_LIMIT} unless given`,
  cursor: "a page's `next` or `prev`, or `last`. Bound to the filters, `q` and the sort it was made for; `limit`, `fields` and `count` may change",
  seek: 'a value of the first sort field at which the page starts',
  any: `an [alternative](#alternatives); the one parameter that may be repeated, up to ${MOST_ALTERNATIVES} times`,
  q: `a [search](search.md), ${SEARCH_LENGTH.least} to ${SEARCH_LENGTH.most} characters, ${MOST_WORDS} words at most`,
  highlight: '`true` with `q`: `meta.highlights` says what of each row it matches',
  fields: 'the fields to return, in this order; `id` always comes',
  count: '`auto` (unless given), `exact` or `none`: see [totals](planner.md#totals)',
  facet: `up to ${MOST_FACETS} of ${FACET_FIELDS.map(toCode).join(', ')}: the 20 commonest values with their counts under the filters, each field without its own, and how many values there are (\`distinct\`)`,
  explain: '`true`: `meta.plan` says what was planned, with its estimates, beside what was read',
  format: '`json`, or the rows alone as `csv` or `ndjson`; `Accept` says the same. See [export](#export)',
}; // biome-ignore format: sentences

export const PROBLEM_WORDS: Record<ProblemType, string> = {
  'invalid-query': 'parameters are wrong; `errors` names each',
  'cursor-invalid': 'it was changed, cut, or sealed with a key that is no longer there: start again at the first page',
  'cursor-mismatch': 'filters, `q` or sort are not those it was made for',
  unauthorized: 'no token, or none that this deployment knows; behind Cloudflare Access no JWT, or none that is valid',
  forbidden: 'whoever asks may only read, or a page of another site has asked',
  'not-found': 'no such path, or no such contact',
  'method-not-allowed': '`Allow` says which are',
  'not-acceptable': '`Accept` takes none of the formats that there are',
  conflict:
    'a customer number is taken, the data moved in a way that the write cannot follow, or an export cannot go on there',
  'precondition-failed':
    '`If-Match` names another state of the contact; or a [change of all](#changing-all-that-match) is confirmed too late, or concerns more than was confirmed',
  'body-too-large': 'more than 64 KiB; 1 MiB for a batch, 128 KiB for a `next` of an action',
  'uri-too-long': `path and query have more than ${LONGEST_URI.toLocaleString('en')} characters`,
  'invalid-body': 'the body is wrong; `errors` names each fault with its `pointer`',
  'idempotency-key-reused': 'the same key came with another body within 24 hours',
  'quota-exceeded': 'see [limits](#limits); `Retry-After` says when to come again',
  internal: 'a fault of ours; `instance` finds it in the log',
  overloaded: 'D1 is out of reach or too busy; `Retry-After` says when to come again',
  unverifiable: 'the keys of Cloudflare Access cannot be had, so nobody is let in',
  'not-configured': 'no token is configured, Cloudflare Access is half, or production was told to be open',
};

export const FAULT_WORDS: Record<FaultCode, string> = {
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
  'bad-token': 'it was not given for this, or not to this caller',
  'bad-encoding': 'the percent-encoding is not UTF-8',
  'bad-character': 'a character that cannot be part of it',
  'out-of-range': 'too small, too large, too short or too long',
  'too-many': 'more than are taken',
  missing: 'a field that every contact must have',
  'server-set': 'a field that the server sets',
  taken: 'another contact has it',
  'not-found': 'what it points to is not there',
  moved: 'the contact may lie elsewhere than it did',
};

/** The words without links, which lead nowhere outside of the documentation. */
export function toPlainWords(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}
