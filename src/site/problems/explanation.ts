// What is told of a type of problem: what it means, a request that meets it, its answer, and the ways out. Pure.
import type { Fault, ProblemType } from '../../problem.ts';

export interface Explanation {
  /** In Markdown, as all that follows. */
  means: string;
  /** One that meets it. What is left out of it is `…`. */
  asked: { method?: string; path: string; headers?: Record<string, string>; body?: unknown };
  /** Where that is not enough to meet it. */
  where?: string;
  /** What the problem document has besides its type, status and instance; its title, where it counts faults. */
  answer: { title?: string; detail?: string; errors?: Fault[] };
  /** Headers that matter here. */
  headers?: Record<string, string>;
  ways: string[];
}

export type ReadProblem =
  | 'invalid-query'
  | 'cursor-invalid'
  | 'cursor-mismatch'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'uri-too-long';
export type WriteProblem =
  | 'conflict'
  | 'precondition-failed'
  | 'body-too-large'
  | 'invalid-body'
  | 'idempotency-key-reused';
export type DeploymentProblem = Exclude<ProblemType, ReadProblem | WriteProblem>;
