// What was thrown → the problem document that a client gets; an internal message never leaves the Worker.
import { toFailure } from '../db/failure.ts';
import { MOST_FAULTS, PROBLEMS, Problem, type ProblemType } from '../problem.ts';

/** Any thrown value as a Problem: itself, `overloaded` for a database that cannot answer, else `internal`. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return toFailure(thrown) ? new Problem('overloaded', { headers: { 'Retry-After': '2' } }) : new Problem('internal');
}

/** The answer to a problem: an RFC 9457 document. */
export function toProblemResponse(problem: Problem, requestId: string): Response {
  const document = toProblemDocument(problem, requestId);
  return new Response(JSON.stringify(document), {
    status: document.status,
    headers: {
      ...problem.details.headers,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    },
  });
}

export function toProblemDocument({ type, details }: Problem, requestId: string) {
  const { status, title } = PROBLEMS[type];
  const { faults, detail } = details;
  const found = details.faultsFound ?? faults?.length ?? 0;
  const cut = found > MOST_FAULTS ? `Only the first ${MOST_FAULTS} faults are listed.` : null;
  const told = [detail, cut].filter(Boolean).join(' ');
  return {
    type: `/problems/${type}`,
    title: (found > 0 && toTitle(type, found)) || title,
    status,
    ...(told && { detail: told }),
    instance: `/requests/${requestId}`,
    ...(faults && { errors: faults.slice(0, MOST_FAULTS) }),
  };
}

function toTitle(type: ProblemType, found: number): string | null {
  if (type === 'invalid-query') return `The query has ${count(found, 'fault')}`;
  return type === 'invalid-body' ? `The body has ${count(found, 'fault')}` : null;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
