// The two ways to send a query as a body.
export type Way = [method: string, path: string];
export const QUERY: Way = ['QUERY', '/v1/contacts'];
export const POST: Way = ['POST', '/v1/contacts/search'];
export const json = (body: unknown, init: RequestInit = {}) => ({
  ...init,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'Content-Type': 'application/json', ...init.headers },
});
