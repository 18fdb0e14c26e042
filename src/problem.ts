// Every way a request can fail: the closed list of problem types and of faults, their status and wording. Pure.
export const PROBLEMS = {
  'invalid-query': { status: 400, title: 'The query has faults' },
  'cursor-invalid': {
    status: 400,
    title: 'The cursor is not one that this API made',
  },
  'cursor-mismatch': {
    status: 400,
    title: 'The cursor was made for other filters or another sort',
  },
  unauthorized: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'not-found': { status: 404, title: 'Nothing is found here' },
  'method-not-allowed': {
    status: 405,
    title: 'This method is not allowed here',
  },
  'not-acceptable': {
    status: 406,
    title: 'No format that is offered is accepted',
  },
  conflict: { status: 409, title: 'The data has something else in this place' },
  'precondition-failed': { status: 412, title: 'What the request depends on has changed' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'invalid-body': { status: 422, title: 'The body has faults' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'quota-exceeded': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  overloaded: {
    status: 503,
    title: 'The database cannot answer at the moment',
  },
  unverifiable: { status: 503, title: 'Who asks cannot be verified at the moment' },
  'not-configured': { status: 503, title: 'This deployment is not set up yet' },
} as const;

export type ProblemType = keyof typeof PROBLEMS;

export type FaultCode =
  | 'unknown-parameter'
  | 'unknown-field'
  | 'unknown-operator'
  | 'unknown-value'
  | 'repeated-parameter'
  | 'repeated-value'
  | 'conflicting-parameters'
  | 'empty-value'
  | 'bad-type'
  | 'bad-cursor'
  | 'bad-token'
  | 'bad-encoding'
  | 'bad-character'
  | 'out-of-range'
  | 'too-many'
  | 'missing'
  | 'server-set'
  | 'taken'
  | 'not-found'
  | 'moved';

/** One thing that is wrong with a request: where, what, and where it is plain, what was meant. */
export interface Fault {
  parameter: string;
  code: FaultCode;
  detail: string;
  suggestion?: string;
  /** Where it is in the body: a JSON pointer (RFC 6901). */
  pointer?: string;
  /** Which of a batch's operations, or of a query's alternatives, has it, from 0. */
  index?: number;
}

/** The most faults that an answer lists; of more it only says how many there are. */
export const MOST_FAULTS = 100;

/** Whether one more fault would be listed; where it would not, nothing needs to be found out about it. */
export function isListed(faults: readonly unknown[]): boolean {
  return faults.length < MOST_FAULTS;
}

export interface ProblemDetails {
  detail?: string;
  /** More than MOST_FAULTS are cut. */
  faults?: Fault[];
  /** How many there are, if not all of them are in `faults`. */
  faultsFound?: number;
  headers?: Record<string, string>;
}

/** Thrown by any stage to end the request with this problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemType;
  readonly details: ProblemDetails;

  get status(): number {
    return PROBLEMS[this.type].status;
  }

  constructor(type: ProblemType, details: ProblemDetails = {}) {
    super(details.detail ?? PROBLEMS[type].title);
    this.type = type;
    this.details = details;
  }
}
