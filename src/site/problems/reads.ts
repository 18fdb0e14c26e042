// The problems of what is asked for, as addresses have it. Pure.
import type { Explanation, ReadProblem } from './explanation.ts';

export const OF_READS: Record<ReadProblem, Explanation> = {
  'invalid-query': {
    means:
      'A parameter of the address is unknown, has a value that cannot be read, or does not go together with another. Nothing is silently ignored, so nothing was read. `errors` names every fault at once, with a suggestion where it is plain what was meant.',
    asked: { path: '/v1/contacts?citty=Oslo&points.gte=abc' },
    answer: {
      title: 'The query has 2 faults',
      errors: [
        {
          parameter: 'citty',
          code: 'unknown-parameter',
          detail: 'No field or parameter "citty".',
          suggestion: 'city',
        },
        { parameter: 'points.gte', code: 'bad-type', detail: 'Expected an integer, got "abc".' },
      ],
    },
    ways: [
      'Mend each `parameter` of `errors`; its `code` is one of a [closed list](/docs/api#problems), its `suggestion` can be taken as it is.',
      'The names of fields and their operators are in [the reference](/docs/reference#fields-and-operators), and as data at `/v1/contacts/fields`.',
    ],
  },
  'cursor-invalid': {
    means:
      'The `cursor` is none that this deployment has made: it was cut or changed on its way, or it was sealed with a key that has been taken away since. Cursors are opaque: nothing can be read from them or built into them.',
    asked: { path: '/v1/contacts?cursor=abc' },
    answer: {
      errors: [{ parameter: 'cursor', code: 'bad-cursor', detail: 'It is altered, or too old: use the `next` or `prev` of a page as it stands, or start again.' }],
    },
    ways: [
      'Send a page’s `page.next` or `page.prev` unchanged, or follow `links.next` as it stands.',
      'Else begin again at the first page. To begin somewhere in the middle take [`seek`](/docs/api#parameters).',
    ],
  },
  'cursor-mismatch': {
    means:
      'The `cursor` is a place in another list: it is bound to the filters, the `q` and the `sort` that it was made for, because under others the place means nothing.',
    asked: { path: '/v1/contacts?sort=-points&cursor=…' },
    where: 'The cursor is one of `/v1/contacts?sort=last_name`.',
    answer: {
      errors: [
        {
          parameter: 'cursor',
          code: 'bad-cursor',
          detail: 'Keep filters, q and sort as they were, or drop the cursor.',
        },
      ],
    },
    ways: [
      'Keep filters, `q` and `sort` while you follow a list; `limit`, `fields` and `count` may change.',
      'After a change of filters or sort begin at the first page, without a cursor.',
    ],
  },
  'not-found': {
    means:
      'There is no such path, or no contact with this id: it was deleted, or there never was one. An id is never given twice.',
    asked: { path: '/v1/contacts/987654321' },
    answer: { detail: 'No contact 987654321.' },
    ways: [
      'Compare the path with [the reference](/docs/reference#calls). A path ends without a slash.',
      'If the contact was there before, it has been deleted. [Keeping another system in step](/docs/keep-in-step#what-has-been-deleted) says how deletions are noticed.',
    ],
  },
  'method-not-allowed': {
    means: 'The path is there, but does not take this method.',
    asked: { method: 'DELETE', path: '/v1/contacts' },
    answer: { detail: 'DELETE is not allowed on /v1/contacts.' },
    headers: { Allow: 'GET, HEAD, QUERY, POST, OPTIONS' },
    ways: [
      'Take one of the methods in the answer’s `Allow`.',
      'Contacts are changed and deleted one by one at `/v1/contacts/{id}`, and many at once at `/v1/contacts/batch`.',
    ],
  },
  'not-acceptable': {
    means: 'The `Accept` of the request leaves out every format that this resource comes in.',
    asked: { path: '/v1/contacts/fields', headers: { Accept: 'text/csv' } },
    answer: { detail: 'It comes as application/json.' },
    ways: [
      'Send `Accept: application/json`, or no `Accept` at all.',
      'CSV and NDJSON are formats of [lists and exports](/docs/api#export) alone.',
    ],
  },
  'uri-too-long': {
    means: 'Path and query of the address have more than 8,192 characters.',
    asked: { path: '/v1/contacts?first_name=aaaaaaaa…' },
    where: 'The name goes on for 8,192 characters.',
    answer: { detail: 'At most 8192 characters of path and query.' },
    ways: [
      'Send the query as a body: `QUERY /v1/contacts`, or `POST /v1/contacts/search` where QUERY cannot be sent. [Its parameters](/docs/api#parameters) have the same names.',
    ],
  },
}; // biome-ignore format: sentences
