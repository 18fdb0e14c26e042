// The problems of requests that have a body or a condition. Pure.
import type { Explanation, WriteProblem } from './explanation.ts';

const CONTACT = {
  ...{ first_name: 'Åda', last_name: 'Olsen', customer_id: 'C-1', street: 'Storgata', street_number: '5' },
  ...{ city_code: '0155', city: 'Oslo', country: 'NO' },
};

export const OF_WRITES: Record<WriteProblem, Explanation> = {
  conflict: {
    means:
      'What was sent is sound, but the data has something else in this place: mostly another contact with the same customer number. Of an export it means that it cannot go on behind the contact that was named.',
    asked: { method: 'POST', path: '/v1/contacts', body: CONTACT },
    where: 'Another contact has the customer number.',
    answer: {
      detail: 'Another contact has this customer number.',
      errors: [{ parameter: 'customer_id', code: 'taken', detail: 'Another contact has this customer number.', pointer: '/customer_id' }],
    },
    ways: [
      '`taken`: look the other contact up (`/v1/contacts?customer_id=C-1`), and change that one or take another number. Numbers are compared without regard to case.',
      '`not-found` and `moved`, of an export: go on behind the row that `suggestion` names, as [export](/docs/api#export) says.',
      'With no `errors`: read the contact again, and decide anew.',
    ],
  },
  'precondition-failed': {
    means:
      'The contact is not in the state that `If-Match` names: somebody has changed it since you read it. Nothing was written over. Of a change of all that match it means that the confirmation is older than 10 minutes, or that more contacts match than it said.',
    asked: {
      method: 'PATCH',
      path: '/v1/contacts/7',
      headers: { 'If-Match': '"0-a-state-of-before"' },
      body: { points: 412 },
    },
    answer: { detail: 'Read the contact again: its ETag is not the one in If-Match.' },
    ways: [
      'Read the contact again, compare what you wanted to change, and send the change with the new `ETag`.',
      'Without `If-Match` the last writer wins, field by field.',
      'Of a change of all that match: send it without `confirm` to look again, and confirm what that tells.',
    ],
  },
  'body-too-large': {
    means: 'The body has more than 64 KiB, more than 1 MiB in a batch, or more than 128 KiB with the `next` of an action.',
    asked: { method: 'POST', path: '/v1/contacts', body: '…' },
    answer: { detail: 'At most 64 KiB are taken.' },
    ways: [
      'Write many contacts by `POST /v1/contacts/batch`, at most 500 at once, in several batches.',
      'A contact alone is never that large: see whether something else went into the body.',
    ],
  },
  'invalid-body': {
    means:
      'The body is no JSON, does not say that it is, or has fields that are unknown, missing, set by the server, or wrong. Nothing was written. Each of `errors` has the `pointer` to its place, and in a batch the `index` of its operation.',
    asked: { method: 'PATCH', path: '/v1/contacts/7', body: { points: -5, citty: 'Oslo', created: '2025-01-31' } },
    answer: {
      title: 'The body has 3 faults',
      errors: [
        { parameter: 'points', code: 'out-of-range', detail: 'Expected 0 or more.', pointer: '/points' },
        {
          parameter: 'citty',
          code: 'unknown-field',
          detail: 'No field "citty" can be written.',
          suggestion: 'city',
          pointer: '/citty',
        },
        { parameter: 'created', code: 'server-set', detail: 'The server sets "created".', pointer: '/created' },
      ],
    },
    ways: [
      'Mend each place that a `pointer` names (RFC 6901: `/operations/3/contact/city`).',
      'Send `Content-Type: application/json`. What may be written is in [the reference](/docs/reference#schema-creation).',
    ],
  },
  'idempotency-key-reused': {
    means:
      'The same `Idempotency-Key` came with another body within 24 hours. A key stands for one request: sent again it gets the first answer, and with something else nothing at all.',
    asked: {
      method: 'POST',
      path: '/v1/contacts',
      headers: { 'Idempotency-Key': '5f0c9a1e' },
      body: { ...CONTACT, customer_id: 'C-2' },
    },
    where: 'The key was sent before, with another contact.',
    answer: {
      detail: 'This Idempotency-Key came with another request within the last 24 hours. Use a new one.',
    },
    ways: [
      'Make a new key for each new request, a UUID for instance, and keep it only to send the same request again.',
      'If you meant to send it again: send the same body.',
    ],
  },
}; // biome-ignore format: sentences
