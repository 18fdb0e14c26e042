// The examples of the reference open: each is answered as a browser that follows the link gets it.
import { beforeAll, expect, it } from 'vitest';
import { toReference } from '../../src/site/reference/reference.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { request } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(120, 7)));

it('has examples that open', async () => {
  const links = [...toReference().body.text.matchAll(/href="(\/v1\/[^"]+)"/g)].map(([, link]) =>
    link!.replaceAll('&amp;', '&'),
  );
  const addresses = [...new Set(links)];
  expect(addresses.length).toBeGreaterThan(180);
  for (const address of addresses) {
    const response = await request(address, { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect([address, response.status]).toEqual([address, 200]);
    await response.arrayBuffer();
  }
});
