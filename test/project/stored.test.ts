// The field table's order is part of what is stored: answers to Idempotency-Keys are rows of values in it, and outlive a
// deployment by a day.
import { expect, it } from 'vitest';
import { FIELD_NAMES } from '../../src/contact/fields.ts';

const STORED =
  'id first_name last_name gender customer_id phone_number created birthday last_updated address_id street street_number city_code city country relationship_id points relationship_created last_activity';

it('keeps its order: a new field comes last', () => {
  expect(FIELD_NAMES.slice(0, STORED.split(' ').length)).toEqual(STORED.split(' '));
});
