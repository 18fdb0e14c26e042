// Why a request failed, typed: the API's own problem documents (RFC 9457), and what the client itself finds.
import type { FaultName, ProblemName } from './table.ts';

/** One thing that is wrong with a request. */
export interface FaultFound {
  /** The parameter or field. */
  parameter: string;
  code: FaultName;
  detail: string;
  /** What was probably meant. */
  suggestion?: string;
  /** Where it is in the body: a JSON pointer. */
  pointer?: string;
  /** Of which of a batch's operations, or of the alternatives, from 0. */
  index?: number;
}

/**
 * `unreachable`: no answer came, or none that is whole. `unknown`: an answer that is not the API's. `incomplete`: an
 * export that does not prove that it is whole.
 */
export type ApiProblemType = ProblemName | 'unreachable' | 'unknown' | 'incomplete';

export interface ApiProblemInit {
  type: ApiProblemType;
  title: string;
  status?: number;
  errors?: FaultFound[];
  /** Of the request, as the service's log has it. */
  instance?: string;
  retryAfter?: number | null;
  cause?: unknown;
}

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly type: ApiProblemType;
  /** 0 where no answer came. */
  readonly status: number;
  readonly errors: readonly FaultFound[];
  readonly instance: string | null;
  /** Seconds after which to ask again, where the service says so. */
  readonly retryAfter: number | null;

  constructor({ type, title, status = 0, errors = [], instance, retryAfter = null, cause }: ApiProblemInit) {
    super(title, { cause });
    this.type = type;
    this.status = status;
    this.errors = errors;
    this.instance = instance ?? null;
    this.retryAfter = retryAfter;
  }
}

/** The problem that an answer other than a success is. */
export async function toApiProblem(response: Response): Promise<ApiProblem> {
  const { status, headers } = response;
  const wait = Number(headers.get('Retry-After') ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : null;
  const text = await response.text().catch(() => '');
  try {
    const { type, title, detail, errors, instance } = JSON.parse(text);
    const told = [title, detail, ...(errors ?? []).map((fault: FaultFound) => `${fault.parameter}: ${fault.detail}`)];
    const name = type.replace(/^\/problems\//, '');
    return new ApiProblem({ type: name, title: told.filter(Boolean).join(' '), status, errors, instance, retryAfter });
  } catch {
    return new ApiProblem({ type: 'unknown', title: `The server answered ${status}`, status, retryAfter });
  }
}
