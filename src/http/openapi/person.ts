// What is held on one person, as JSON Schema: who wrote what, page by page, and everything that there is. Pure.
import { DEFAULT_ENTRIES, MOST_ENTRIES } from '../person/asked.ts';
import type { Schema } from './parameters.ts';

interface PersonParts {
  object: (properties: Record<string, unknown>, optional?: Record<string, unknown>) => Schema;
  toRef: (name: string) => object;
}

const TEXT = { type: 'string' };
const TIME = { type: 'string', format: 'date-time' };
const TEXTS = { type: 'array', items: TEXT };

export function toPersonSchemas({ object, toRef }: PersonParts): Record<string, Schema> {
  const list = (items: unknown) => ({ type: 'array', items });
  const op = { type: 'string', enum: ['create', 'update', 'delete'] };
  const contact = { anyOf: [toRef('Contact'), { type: 'null' }] };
  return {
    Entry: object({ at: TIME, op, caller: TEXT, request: TEXT, fields: TEXTS }),
    History: object({
      data: list(toRef('Entry')),
      page: object({ limit: { type: 'integer', minimum: 1 }, next: { type: ['string', 'null'] } }),
    }),
    Held: object({
      id: { type: 'integer', minimum: 1 },
      contact,
      words: TEXTS,
      history: toRef('History'),
      answers: list(object({ until: TIME, contact: toRef('Contact') })),
      copies: list(object({ place: TEXT, holds: TEXT, until: TEXT })),
    }),
  };
}

export function toHistoryParameters(): object[] {
  const limit = { type: 'integer', minimum: 1, maximum: MOST_ENTRIES, default: DEFAULT_ENTRIES };
  const cursor = { type: 'string', pattern: '^[1-9][0-9]{0,15}$' };
  return [
    { name: 'limit', in: 'query', description: 'How many entries.', schema: limit, example: 20 },
    { name: 'cursor', in: 'query', description: "A page's `next`.", schema: cursor, example: '1795306800000000' },
  ];
}
