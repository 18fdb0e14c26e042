// Any answer that is not a success, held against the problem document of the contract (RFC 9457): closed types with
// their status, a request id, and faults that name what was sent.
import { exports } from 'cloudflare:workers';
import { expect } from 'vitest';

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance: string;
  errors?: {
    parameter: string;
    code: string;
    detail: string;
    suggestion?: string;
    pointer?: string;
    index?: number;
  }[];
}

/** Which types there are, and the status of each. */
const STATUS_BY_TYPE: Record<string, number> = {
  'invalid-query': 400,
  'cursor-invalid': 400,
  'cursor-mismatch': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  conflict: 409,
  'precondition-failed': 412,
  'body-too-large': 413,
  'uri-too-long': 414,
  'invalid-body': 422,
  'idempotency-key-reused': 422,
  'quota-exceeded': 429,
  unverifiable: 503,
  'not-configured': 503,
  internal: 500,
  overloaded: 503,
};

/** The longest text that a fault shows of a value, with the words around it. */
const LONGEST_DETAIL = 500;

export function request(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(`http://localhost${path}`, init);
}

/** The document of a problem answer. Throws where its shape is not the contract's. */
export async function readProblem(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const requestId = response.headers.get('X-Request-Id');
  expect(requestId).toMatch(/^[\w=-]+$/);
  const document: ProblemDocument = JSON.parse(await response.text());
  const { type, title, status, detail, instance, errors, ...rest } = document;
  expect(rest).toEqual({});
  expect(status).toBe(response.status);
  expect(STATUS_BY_TYPE[type.replace('/problems/', '')]).toBe(status);
  expect(title).toMatch(/\S/);
  expect(typeof (detail ?? '')).toBe('string');
  expect(instance).toBe(`/requests/${requestId}`);
  if (status === 400) expect(errors?.length).toBeGreaterThan(0);
  for (const { parameter, code, detail, suggestion, pointer: _, index: __, ...rest } of errors ?? []) {
    expect(rest).toEqual({});
    expect(typeof parameter).toBe('string');
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(detail).toMatch(/\S/);
    expect(detail.length - parameter.length).toBeLessThan(LONGEST_DETAIL);
    expect(typeof (suggestion ?? '')).toBe('string');
  }
  return document;
}

/** The document of the answer to a request that must be refused with this type. */
export async function expectProblem(path: string, type: string, init?: RequestInit): Promise<ProblemDocument> {
  const response = await request(path, init);
  expect([path, response.status]).toEqual([path, STATUS_BY_TYPE[type]]);
  const document = await readProblem(response);
  expect(document.type).toBe(`/problems/${type}`);
  return document;
}
