// Problems as OpenAPI has them: one response for each status, with an example of each type that it may be. Pure.
import { PROBLEMS, type ProblemType } from '../../problem.ts';
import type { Schema } from './parameters.ts';
import { FAULT_WORDS, PROBLEM_WORDS, toPlainWords } from './words.ts';

const TYPES = Object.keys(PROBLEMS) as ProblemType[];
const statusOf = (type: ProblemType) => PROBLEMS[type].status;

/** What any request may be told. */
export const EVERYWHERE: ProblemType[] = ['not-acceptable', 'uri-too-long', 'internal', 'overloaded', 'not-configured'];
/** What any request that needs a right may be told. */
export const GUARDED: ProblemType[] = [
  ...EVERYWHERE,
  'unauthorized',
  'forbidden',
  'unverifiable',
  'quota-exceeded',
  'invalid-query',
];

/** References to the responses of these problems, by status. */
export function toProblemRefs(types: ProblemType[]): Record<string, object> {
  return Object.fromEntries(
    types.map((type) => [statusOf(type), { $ref: `#/components/responses/${statusOf(type)}` }]),
  );
}

export function toProblemResponses(): Record<string, object> {
  const statuses = [...new Set(TYPES.map(statusOf))];
  return Object.fromEntries(statuses.map((status) => [String(status), toResponse(status)]));
}

function toResponse(status: number): object {
  const types = TYPES.filter((type) => statusOf(type) === status);
  const toExample = (type: ProblemType) => ({
    summary: PROBLEMS[type].title,
    value: {
      type: `/problems/${type}`,
      title: PROBLEMS[type].title,
      status,
      instance: '/requests/8f1c2d3e4f5a6b7c-GRU',
    },
  });
  const waiting = [429, 503].includes(status) ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {};
  return {
    description: types.map((type) => `${PROBLEMS[type].title}: ${toPlainWords(PROBLEM_WORDS[type])}.`).join(' '),
    headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' }, ...waiting },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(types.map((type) => [type, toExample(type)])),
      },
    },
  };
}

export function toProblemSchemas(): Record<string, Schema> {
  const text = { type: 'string' };
  const whole = { type: 'integer', minimum: 0 };
  return {
    Problem: {
      type: 'object',
      description: 'RFC 9457.',
      properties: {
        type: { type: 'string', enum: TYPES.map((type) => `/problems/${type}`) },
        title: text,
        status: { type: 'integer', enum: [...new Set(TYPES.map(statusOf))] },
        detail: text,
        instance: text,
        errors: { type: 'array', items: { $ref: '#/components/schemas/Fault' } },
      },
      required: ['type', 'title', 'status', 'instance'],
      additionalProperties: false,
    },
    Fault: {
      type: 'object',
      properties: {
        parameter: text,
        code: { type: 'string', enum: Object.keys(FAULT_WORDS), description: toCodes() },
        detail: text,
        suggestion: text,
        pointer: { ...text, description: 'Where it is in the body (RFC 6901).' },
        index: { ...whole, description: "Which of a batch's operations, or of a query's alternatives, has it." },
      },
      required: ['parameter', 'code', 'detail'],
      additionalProperties: false,
    },
  };
}

function toCodes(): string {
  return Object.entries(FAULT_WORDS)
    .map(([code, means]) => `\`${code}\`: ${means}`)
    .join('; ');
}
