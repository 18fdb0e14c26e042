// Every path with its methods, as OpenAPI has them. Pure.
import type { ProblemType } from '../../problem.ts';
import { OF_COUNT, OF_EXPORT, OF_LIST, OF_STOPS } from '../../query/options.ts';
import { MEDIA_TYPES } from '../export/format.ts';
import { toExportParameters, toParameters } from './parameters.ts';
import { toHistoryParameters } from './person.ts';
import { EVERYWHERE, GUARDED, toProblemRefs } from './problems.ts';
import { toRef } from './schemas.ts';

interface PathOperation {
  operationId: string;
  summary: string;
  tags: string[];
  [more: string]: unknown;
}

interface Described extends Pick<PathOperation, 'operationId' | 'summary'> {
  tag: 'lists' | 'contacts' | 'service';
  /** The schema of the body that it takes, and of what it answers; null: nothing. */
  takes?: { schema: string; type?: string; example: unknown };
  answers: string | null;
  /** The media types of answers that are no JSON, besides it or alone. */
  texts?: string[];
  status?: number;
  headers?: string[];
  parameters?: object[];
  problems?: ProblemType[];
  isOpen?: boolean;
}

const SEEN = ['X-Data-Version', 'X-D1-Bookmark'];
const OF_LISTS = ['ETag', 'Cache-Status', ...SEEN];
const [CSV, NDJSON] = [MEDIA_TYPES.csv, MEDIA_TYPES.ndjson].map((type) => type.split(';')[0]!) as [string, string];
const CONDITION = { $ref: '#/components/parameters/If-None-Match' };
const MATCH = { $ref: '#/components/parameters/If-Match' };
const KEY = { $ref: '#/components/parameters/Idempotency-Key' };
const ID = { $ref: '#/components/parameters/contact-id' };
const WITH_CURSOR: ProblemType[] = ['cursor-invalid', 'cursor-mismatch'];
const WITH_BODY: ProblemType[] = ['body-too-large', 'invalid-body'];
const WRITING: ProblemType[] = [...WITH_BODY, 'not-found', 'conflict', 'precondition-failed'];

const QUERY = {
  country: 'NO',
  'city.in': ['Oslo', 'Bergen'],
  any: [{ 'points.gte': 100 }, { gender: 'female' }],
  sort: '-points',
};
const CREATION = {
  ...{ first_name: 'Åda', last_name: 'Olsen', customer_id: 'C-1', street: 'Storgata', street_number: '5' },
  ...{ city_code: '0155', city: 'Oslo', country: 'NO' },
};
const CHANGES = { points: 412, phone_number: null };
const ACTION = { filter: { country: 'NO', 'points.lt': 100 }, op: 'update', changes: { points: 100 } };
const BATCH = {
  operations: [
    { op: 'update', id: 7, changes: { city: 'Bergen' } },
    { op: 'delete', id: 8 },
  ],
};

const toRefs = (kind: 'headers' | 'parameters', names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/${kind}/${name}` }]));

function toOperation({ tag, takes, answers, status = 200, headers = [], ...described }: Described): PathOperation {
  const { problems = [], parameters = [], texts = [], isOpen = false, operationId, summary } = described;
  const hasCondition = parameters.includes(CONDITION);
  const answer = {
    description: summary,
    headers: toRefs('headers', ['X-Request-Id', 'Server-Timing', ...headers]),
    ...((answers || texts.length > 0) && {
      content: { ...(answers && { 'application/json': { schema: toRef(answers) } }), ...toTexts(texts) },
    }),
  };
  const body = takes && {
    required: true,
    content: { [takes.type ?? 'application/json']: { schema: toRef(takes.schema), example: takes.example } },
  };
  return {
    operationId,
    summary,
    tags: [tag],
    ...(isOpen && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: {
      [status]: answer,
      ...(hasCondition && { 304: { description: 'What the client has is still right.' } }),
      ...toProblemRefs([...(isOpen ? EVERYWHERE : GUARDED), ...problems]),
    },
  };
}

const toTexts = (types: string[]) => Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));

export function toPaths(): Record<string, Record<string, PathOperation>> {
  const search = {
    takes: { schema: 'Query', example: QUERY },
    answers: 'List',
    headers: OF_LISTS,
    problems: [...WITH_CURSOR, ...WITH_BODY],
  };
  const isOpen = true;
  return {
    '/v1/contacts': {
      get: toOperation({ operationId: 'listContacts', summary: 'A page of contacts, filtered and sorted by any field', tag: 'lists', answers: 'List', texts: [CSV, NDJSON], parameters: [CONDITION, ...toParameters(OF_LIST)], headers: ['Link', ...OF_LISTS], problems: WITH_CURSOR }),
      post: toOperation({ operationId: 'createContact', summary: 'Creates a contact', tag: 'contacts', takes: { schema: 'Creation', example: CREATION }, answers: 'Contact', status: 201, parameters: [KEY], headers: ['Location', 'ETag', ...SEEN], problems: [...WRITING, 'idempotency-key-reused'] }),
    },
    '/v1/contacts/search': {
      post: toOperation({ operationId: 'searchContacts', summary: 'The same as QUERY /v1/contacts: a page, for a query that is a body', tag: 'lists', ...search }),
    },
    '/v1/contacts/count': {
      get: toOperation({ operationId: 'countContacts', summary: 'The total of a list alone', tag: 'lists', answers: 'Count', parameters: [CONDITION, ...toParameters(OF_COUNT)], headers: OF_LISTS }),
    },
    '/v1/contacts/export': {
      get: toOperation({ operationId: 'exportContacts', summary: 'Every contact of a list as CSV or NDJSON; the last line says that it is whole, or where the rest is', tag: 'lists', answers: null, texts: [CSV, NDJSON], parameters: [...toParameters(OF_EXPORT), ...toExportParameters()], headers: ['Content-Disposition', ...SEEN], problems: ['conflict', ...WITH_CURSOR] }),
    },
    '/v1/contacts/stops': {
      get: toOperation({ operationId: 'listStops', summary: 'Values at about equal distances through a list, to jump to with seek', tag: 'lists', answers: 'Stops', parameters: [CONDITION, ...toParameters(OF_STOPS)], headers: ['ETag'] }),
    },
    '/v1/contacts/version': {
      get: toOperation({ operationId: 'getVersion', summary: 'The data version: another one after every write', tag: 'lists', answers: 'Version', parameters: [CONDITION], headers: ['ETag', 'X-Data-Version'] }),
    },
    '/v1/contacts/fields': {
      get: toOperation({ operationId: 'listFields', summary: 'The field table: types and operators', tag: 'lists', answers: 'Fields', parameters: [CONDITION], headers: ['ETag'] }),
    },
    '/v1/contacts/batch': {
      post: toOperation({ operationId: 'writeBatch', summary: 'Creates, changes and deletes contacts, all or nothing', tag: 'contacts', takes: { schema: 'Batch', example: BATCH }, answers: 'Results', parameters: [KEY], headers: SEEN, problems: [...WRITING, 'idempotency-key-reused'] }),
    },
    '/v1/contacts/actions': {
      post: toOperation({ operationId: 'changeAll', summary: 'One change of all that match: a look, then step by step', tag: 'contacts', takes: { schema: 'Action', example: ACTION }, answers: 'Acted', headers: SEEN, problems: [...WITH_BODY, 'precondition-failed'] }),
    },
    '/v1/contacts/{id}': {
      get: toOperation({ operationId: 'getContact', summary: 'One contact', tag: 'contacts', answers: 'Contact', parameters: [ID, CONDITION], headers: ['ETag', ...SEEN], problems: ['not-found'] }),
      patch: toOperation({ operationId: 'changeContact', summary: 'Changes a contact; null clears a field that may be null', tag: 'contacts', takes: { schema: 'Changes', type: 'application/merge-patch+json', example: CHANGES }, answers: 'Contact', parameters: [ID, MATCH], headers: ['ETag', ...SEEN], problems: WRITING }),
      delete: toOperation({ operationId: 'deleteContact', summary: 'Deletes a contact', tag: 'contacts', answers: null, status: 204, parameters: [ID, MATCH], headers: SEEN, problems: ['not-found', 'conflict', 'precondition-failed'] }),
    },
    '/v1/contacts/{id}/history': {
      get: toOperation({ operationId: 'getHistory', summary: 'Who wrote what to a contact, newest first, also once it is gone', tag: 'contacts', answers: 'History', parameters: [ID, ...toHistoryParameters()], headers: SEEN, problems: ['not-found', 'cursor-invalid'] }),
    },
    '/v1/contacts/{id}/export': {
      get: toOperation({ operationId: 'exportContact', summary: 'All that is held on one person, and where copies may be until when', tag: 'contacts', answers: 'Held', parameters: [ID], headers: SEEN, problems: ['not-found'] }),
    },
    '/v1/contacts/{id}/avatar.svg': {
      get: toOperation({ operationId: 'getAvatar', summary: 'The initials of a contact as a picture', tag: 'contacts', answers: null, texts: ['image/svg+xml'], parameters: [ID, CONDITION], headers: ['ETag'], problems: ['not-found'] }),
    },
    '/session': {
      post: toOperation({ operationId: 'beginSession', summary: 'Exchanges the token of a browser for a session: a cookie that lasts twelve hours', tag: 'service', answers: null, status: 204, problems: ['not-found'] }),
      delete: toOperation({ operationId: 'endSession', summary: 'Ends the session of a browser', tag: 'service', answers: null, status: 204, isOpen, problems: ['forbidden', 'not-found', 'quota-exceeded'] }),
    },
    '/healthz': {
      get: toOperation({ operationId: 'getHealth', summary: 'Whether the database can be reached and all is as it should be; what is not, to those who may read', tag: 'service', answers: 'Health', isOpen, problems: ['quota-exceeded'] }),
    },
    '/': {
      get: toOperation({ operationId: 'getIndex', summary: 'Where to begin', tag: 'service', answers: 'Index', isOpen, problems: ['quota-exceeded'] }),
    },
  }; // biome-ignore format: a table
}
