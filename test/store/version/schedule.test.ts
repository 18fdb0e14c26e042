// The crons of wrangler.toml and what the Worker does at each of them: the two files must agree on which is which.
import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import worker from '../../../src/index.ts';
import wrangler from '../../../wrangler.toml?raw';
import { drawContacts, storeContacts } from '../../support/contacts.ts';

const crons = [...wrangler.matchAll(/^crons = (\[.*?\])/gm)].map(([, list]) => JSON.parse(list!) as string[]);

it('gathers statistics at exactly one cron of wrangler.toml, hourly, in every environment', async () => {
  expect(crons).toEqual([crons[0], crons[0], crons[0]]); // local, production, staging
  await storeContacts(drawContacts(20, 3));
  const gathering: string[] = [];
  for (const cron of crons[0]!) {
    await env.DB.prepare('delete from statistics').run();
    await worker.scheduled(createScheduledController({ cron }), env as never, createExecutionContext());
    if ((await env.DB.prepare('select count(*) as n from statistics').first('n')) === 1) gathering.push(cron);
  }
  expect(gathering).toEqual([expect.stringMatching(/^\d+ \* \* \* \*$/)]);
});
