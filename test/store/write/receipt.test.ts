// What a write leaves behind to be known by, should its answer be lost.
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import worker from '../../../src/index.ts';
import { nameReceipt } from '../../../src/write/statements/receipt.ts';
import { ADA } from '../../support/contacts.ts';
import { count, create, losing, send, sendLosing } from './loss.ts';

describe('the receipt of a write', () => {
  it('is one row, and none where nothing was written', async () => {
    const { contact } = await create();
    expect(await count('write_receipt')).toBe(1);
    await send('PATCH', `/v1/contacts/${contact.id}`, {});
    await send('POST', '/v1/contacts', ADA);
    expect(await count('write_receipt')).toBe(1);
    const losses = losing('done');
    await sendLosing(losses, ['DELETE', `/v1/contacts/${contact.id}`]);
    expect(losses.written().slice(0, 2)).toEqual([1, 1]); // the data version, then the receipt
    const kept = env.DB.prepare('select max(version) = (select version from data_state) as latest from write_receipt');
    expect([await count('write_receipt'), await kept.first('latest')]).toEqual([2, 1]);
  });

  it('is one of eight rows that a change of points writes', async () => {
    const { contact } = await create();
    const losses = losing('done');
    await sendLosing(losses, ['PATCH', `/v1/contacts/${contact.id}`, { points: 41 }]);
    const rows = losses.written().reduce((sum, written) => sum + written, 0);
    expect(rows).toBe(8); // the version, the receipt, two rows each with an index of what is changed, the audit with its own
  });

  it('is deleted after an hour by the cron trigger', async () => {
    const minutesAgo = (minutes: number) => nameReceipt(new Date(Date.now() - minutes * 60_000), crypto.randomUUID());
    const [old, young] = [[61, 90, 100_000].map(minutesAgo), [0, 59].map(minutesAgo)];
    const insert = env.DB.prepare('insert into write_receipt (id, version) values (?, 1)');
    await env.DB.batch([...old, ...young].map((id) => insert.bind(id)));
    await worker.scheduled({ cron: '* * * * *' } as ScheduledController, env as never, createExecutionContext());
    const { results } = await env.DB.prepare('select id from write_receipt order by id').all<{ id: string }>();
    expect(results.map(({ id }) => id)).toEqual(young.sort());
  });
});
