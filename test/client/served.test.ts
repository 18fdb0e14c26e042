// The client as the service serves it: a module that a page of any origin may import.
import { describe, expect, it } from 'vitest';
import { CHROMIUM } from '../browser/chromium.ts';
import { visit } from '../browser/visit.ts';

describe.skipIf(CHROMIUM === null)('/client.js', () => {
  const site = visit(300);

  it('is imported by a page of its own host, and by one of another', async () => {
    const asking = `createClient({ url }).page({ 'points.gte': 0, limit: 2, sort: 'id' }).then(({ data }) => data.length)`;
    const own = await site.open('/');
    expect(
      await own.evaluate(`import('/client.js').then(({ createClient }) => { const url = ''; return ${asking} })`),
    ).toBe(2);
    const { url } = site.server;
    const other = await site.open('/v1/contacts/version', { bypassCSP: true });
    await other.goto(`${url.replace('localhost', '127.0.0.1')}/v1/contacts/version`);
    const foreign = `import('${url}/client.js').then(({ createClient }) => { const url = '${url}'; return ${asking} })`;
    expect(await other.evaluate(foreign)).toBe(2);
  });

  it('says where its declarations are', async () => {
    const script = await fetch(`${site.server.url}/client.js`);
    expect(script.headers.get('Content-Type')).toMatch(/javascript/);
    const types = await fetch(new URL(script.headers.get('X-TypeScript-Types')!, site.server.url));
    expect(types.headers.get('Content-Type')).toMatch(/^application\/typescript/);
    expect(await types.text()).toContain('export declare function createClient(');
  });
});
