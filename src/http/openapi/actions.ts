// A change of all that match, as JSON Schema: what is sent to look, to confirm and to go on, and what is answered. Pure.
import type { Schema } from './parameters.ts';

/** What the schemas have in common with others, and how objects and references are made. */
interface ActionParts {
  total: Schema;
  changes: Schema;
  object: (properties: Record<string, unknown>, optional?: Record<string, unknown>) => Schema;
  toRef: (name: string) => object;
}

const WHOLE = { type: 'integer', minimum: 0 };
const TOKEN = { type: 'string', minLength: 1 };
const TOKEN_OR_NULL = { type: ['string', 'null'] };

export function toActionSchemas({ total, changes, object, toRef }: ActionParts): Record<string, Schema> {
  const filter = toRef('Filter');
  const confirm = TOKEN_OR_NULL;
  const update = { filter, op: { const: 'update' }, changes: { ...changes, minProperties: 1 } };
  const looked = {
    matches: total,
    sample: { type: 'array', items: toRef('Contact') },
    confirm,
  };
  const stepped = { done: WHOLE, skipped: WHOLE, remaining: WHOLE, next: TOKEN_OR_NULL };
  const remove = { filter, op: { const: 'delete' } };
  return {
    Action: { anyOf: [object(update, { confirm }), object(remove, { confirm }), object({ next: TOKEN })] },
    Acted: { anyOf: [object(looked, { meta: toRef('Meta') }), object(stepped)] },
  };
}
