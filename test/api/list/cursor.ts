// A list of some contacts, the cursor of its first page, and how a bad one must be refused.
import { beforeAll, expect } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { expectProblem, request } from '../../support/problem.ts';

export const FILTERED = '/v1/contacts?country.in=NO,DE&sort=-points,last_activity&limit=3';
export let token: string;

beforeAll(async () => {
  await storeContacts(drawContacts(60, 11));
  token = await nextOf(FILTERED);
});

async function nextOf(path: string): Promise<string> {
  const response = await request(path);
  const { page } = await response.json<{ page: { next: string } }>();
  expect(page.next).toMatch(/^[\w-]+$/);
  return page.next;
}

export async function expectInvalid(cursor: string): Promise<void> {
  const { errors } = await expectProblem(`${FILTERED}&cursor=${cursor}`, 'cursor-invalid');
  expect(errors!.map(({ parameter }) => parameter)).toEqual(['cursor']);
}
