// What browsers get at / and beside it: a whole page without a script, under a policy that allows nothing inline; programs
// get JSON as before.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { expectProblem, request } from '../../support/problem.ts';

const CONTACTS = drawContacts(120, 7);
beforeAll(() => storeContacts(CONTACTS));

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function open(path: string, status = 200): Promise<{ html: string; headers: Headers }> {
  const response = await request(path, { headers: HTML, redirect: 'manual' });
  expect([path, response.status]).toEqual([path, status]);
  return { html: await response.text(), headers: response.headers };
}

describe('the page', () => {
  it('is for whoever asks for HTML; others get the JSON of /', async () => {
    const { headers, html } = await open('/');
    expect(headers.get('Content-Type')).toBe('text/html; charset=UTF-8');
    expect(headers.get('Vary')).toContain('Accept');
    expect(html).toMatch(/^<!doctype html>/);
    for (const Accept of ['*/*', 'application/json', ''])
      expect(await (await request('/', { headers: { Accept } })).json()).toMatchObject({ name: 'Kartei' });
    expect((await request('/')).headers.get('Vary')).toContain('Accept');
  });

  it('may be kept for going back, by its reader alone', async () => {
    const { headers } = await open('/');
    expect(headers.get('Cache-Control')).toBe('private, no-cache');
  });

  it('comes under a policy without exceptions, and holds to it', async () => {
    const { headers, html } = await open('/?country=NO&facet=country');
    const policy = headers.get('Content-Security-Policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('Referrer-Policy')).toBe('same-origin'); // else a form says that it comes from nowhere
    expect(html).not.toMatch(/ style=| on\w+=|<script(?![^>]*(src=|type="application\/json"))|https?:\/\//);
    expect((await request('/v1/contacts')).headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  });

  it('has the rows that the API lists, and links that sort, turn pages and open contacts', async () => {
    const { html } = await open('/?sort=-points&limit=7');
    const { data } = await (await request('/v1/contacts?sort=-points&limit=7')).json<{ data: { id: number }[] }>();
    const ids = [...html.matchAll(/<tr[^>]* data-id="(\d+)"/g)].map(([, id]) => Number(id));
    expect(ids).toEqual(data.map(({ id }) => id));
    expect(html).toContain(`href="/contacts/${ids[0]}?sort=-points&amp;limit=7"`);
    expect(html).toMatch(/href="\/\?sort=last_name&amp;limit=7"|href="\/\?limit=7&amp;sort=last_name"/);
    const [, next = ''] = /<a[^>]* rel="next"[^>]*>/.exec(html)?.[0].match(/href="([^"]+)"/) ?? [];
    const second = await open(next.replaceAll('&amp;', '&'));
    expect(second.html).toContain('8–14 of 120');
  });

  it('shows one contact beside the list, and says when there is none', async () => {
    const { html } = await open('/contacts/5');
    expect(html).toMatch(/<aside [^>]*class="panel"/);
    expect((await open('/contacts/999', 404)).html).toContain('This contact is gone.');
    await expectProblem('/contacts/0', 'not-found', { headers: HTML });
    await expectProblem('/contacts/x', 'not-found', { headers: HTML });
  });

  it('says what is wrong with an address, and how to mend it', async () => {
    const { html } = await open('/?citty=Oslo&limit=50', 400);
    expect(html).toContain('No field');
    expect(html).toContain('Did you mean city?');
    expect(html).toContain('href="/?limit=50"');
  });

  it('takes what a form leaves empty out of the address', async () => {
    const { headers } = await open('/?q=&country=NO&city=', 303);
    expect(headers.get('Location')).toBe('/?country=NO');
  });

  it('writes values as text, whatever they hold', async () => {
    const nasty = '</script><img src=x onerror=alert(1)>"';
    const { html } = await open(`/?first_name=${encodeURIComponent(nasty)}`);
    expect(html).not.toContain('<img');
    expect(html.split('</script>')).toHaveLength(3);
  });
});

describe('a picture', () => {
  it('is an SVG with the initials of the contact, which may be kept for a day', async () => {
    const response = await request('/v1/contacts/5/avatar.svg');
    expect(response.headers.get('Content-Type')).toBe('image/svg+xml');
    expect(response.headers.get('Cache-Control')).toBe('private, max-age=86400');
    expect(await response.text()).toMatch(/^<svg [^>]*role="img"><title>/);
    const known = { 'If-None-Match': response.headers.get('ETag')! };
    expect((await request('/v1/contacts/5/avatar.svg', { headers: known })).status).toBe(304);
  });

  it('is refused like any other resource', async () => {
    await expectProblem('/v1/contacts/999/avatar.svg', 'not-found');
    await expectProblem('/v1/contacts/5/avatar.svg?size=3', 'invalid-query');
    await expectProblem('/v1/contacts/5/avatar.svg', 'not-acceptable', { headers: { Accept: 'image/png' } });
    await expectProblem('/v1/contacts/5/avatar.svg', 'method-not-allowed', { method: 'POST' });
  });
});
