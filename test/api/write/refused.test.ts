// A batch that the data refuses is told which of its operations, and which part of it, however few there are.
import { expect, it } from 'vitest';
import { ADA } from '../../support/contacts.ts';
import { readProblem } from '../../support/problem.ts';
import { create, send } from './ada.ts';

const GONE = { op: 'delete', id: 999_999 };
const HOMELESS = { first_name: 'A', last_name: 'B', customer_id: 'NEW-2', address_id: 999_999 };

it.each<[operations: unknown[], index: number, pointer: string]>([
  [[GONE], 0, '/operations/0/id'],
  [[{ op: 'update', id: 1, changes: {} }, GONE], 1, '/operations/1/id'],
  [[{ op: 'create', contact: { ...ADA, customer_id: 'new-1' } }], 0, '/operations/0/contact/customer_id'],
  [[{ op: 'update', id: 1, changes: { customer_id: 'NEW-1' } }], 0, '/operations/0/changes/customer_id'],
  [[{ op: 'create', contact: HOMELESS }], 0, '/operations/0/contact/address_id'],
])('is told the place of what cannot be: %j', async (operations, index, pointer) => {
  await create({ customer_id: 'NEW-1' });
  const { response } = await send('POST', '/v1/contacts/batch', { operations });
  expect((await readProblem(response)).errors).toMatchObject([{ index, pointer }]);
});
