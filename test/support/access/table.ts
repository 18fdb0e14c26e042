// Who gets past which route: the table that a test walks, and that the documentation shows. A route that is not in it fails
// the test.

/** What routes ask of whoever calls them. */
export const KINDS = ['open', 'page', 'read', 'write', 'sign in', 'sign out'] as const;
export type Kind = (typeof KINDS)[number];

interface Guarded {
  kind: Kind;
  /** As the app has it. */
  route: string;
  /** What is asked, and the status of who gets past; it changes nothing. */
  path: string;
  passed: number;
  body?: string;
  accept?: string;
}

const CONTACTS = '/v1/contacts';
const HTML = 'text/html';
const NOTHING = '{}';

export const ROUTES: Guarded[] = [
  { kind: 'open', route: 'GET /', path: '/', passed: 200 },
  { kind: 'open', route: 'GET /openapi.json', path: '/openapi.json', passed: 200 },
  { kind: 'open', route: 'GET /healthz', path: '/healthz', passed: 200 },
  { kind: 'page', route: 'GET /', path: '/', passed: 200, accept: HTML },
  { kind: 'page', route: 'GET /contacts/:beside', path: '/contacts/1', passed: 200, accept: HTML },
  { kind: 'read', route: 'GET /v1/contacts', path: `${CONTACTS}?limit=1`, passed: 200 },
  { kind: 'read', route: 'QUERY /v1/contacts', path: CONTACTS, passed: 200, body: NOTHING },
  { kind: 'read', route: 'POST /v1/contacts/search', path: `${CONTACTS}/search`, passed: 200, body: NOTHING },
  { kind: 'read', route: 'GET /v1/contacts/:id', path: `${CONTACTS}/1`, passed: 200 },
  { kind: 'read', route: 'GET /v1/contacts/:id/avatar.svg', path: `${CONTACTS}/1/avatar.svg`, passed: 200, accept: '*/*' },
  { kind: 'read', route: 'GET /v1/contacts/count', path: `${CONTACTS}/count`, passed: 200 },
  { kind: 'read', route: 'GET /v1/contacts/stops', path: `${CONTACTS}/stops`, passed: 200 },
  { kind: 'read', route: 'GET /v1/contacts/fields', path: `${CONTACTS}/fields`, passed: 200 },
  { kind: 'read', route: 'GET /v1/contacts/version', path: `${CONTACTS}/version`, passed: 200 },
  { kind: 'read', route: 'GET /v1/contacts/export', path: `${CONTACTS}/export?id=1`, passed: 200, accept: '*/*' },
  { kind: 'write', route: 'POST /v1/contacts', path: CONTACTS, passed: 422, body: NOTHING },
  { kind: 'write', route: 'PATCH /v1/contacts/:id', path: `${CONTACTS}/1`, passed: 422, body: '{"no":1}' },
  { kind: 'write', route: 'DELETE /v1/contacts/:id', path: `${CONTACTS}/99`, passed: 404 },
  { kind: 'write', route: 'POST /v1/contacts/batch', path: `${CONTACTS}/batch`, passed: 422, body: NOTHING },
  { kind: 'write', route: 'POST /v1/contacts/actions', path: `${CONTACTS}/actions`, passed: 422, body: NOTHING },
  { kind: 'sign in', route: 'POST /session', path: '/session', passed: 204 },
  { kind: 'sign out', route: 'DELETE /session', path: '/session', passed: 204 },
]; // biome-ignore format: a table reads better dense

/** `yes`, or the status of the refusal. */
type Outcome = 'yes' | 401 | 403 | 404;

/** In the order of KINDS. Behind Cloudflare Access there are no sessions to begin or end. */
export const WHO = {
  'nobody': ['yes', 401, 401, 401, 401, 'yes'],
  "a reader's token": ['yes', 'yes', 'yes', 403, 'yes', 'yes'],
  "a writer's token": ['yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  'a token that was taken away': ['yes', 401, 401, 401, 401, 'yes'],
  "a reader's session": ['yes', 'yes', 'yes', 403, 401, 'yes'],
  "a writer's session": ['yes', 'yes', 'yes', 'yes', 401, 'yes'],
  "a writer's session, from a page of another site": ['yes', 'yes', 'yes', 403, 403, 403],
  'a session that is over': ['yes', 401, 401, 401, 401, 'yes'],
  'Access: nobody': ['yes', 401, 401, 401, 404, 404],
  'Access: a reader': ['yes', 'yes', 'yes', 403, 404, 404],
  'Access: a writer': ['yes', 'yes', 'yes', 'yes', 404, 404],
  'Access: a writer, from a page of another site': ['yes', 'yes', 'yes', 403, 404, 404],
  'Access: one without a right': ['yes', 403, 403, 403, 404, 404],
  'Access: a JWT that is over': ['yes', 401, 401, 401, 404, 404],
  "Access: a writer's token": ['yes', 401, 401, 401, 404, 404],
} as const satisfies Record<string, readonly Outcome[]>; // biome-ignore format: a table reads better dense

export type Who = keyof typeof WHO;
