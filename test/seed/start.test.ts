// npm start as a process: what it loads, what it serves, and that it ends when it is told to.
import { afterAll, describe, expect, it } from 'vitest';
import { findPort } from '../../bench/harness/process.ts';
import { createFolder, type Script, startScript, untilSaid } from './folder.ts';

const { folder, remove } = createFolder();
afterAll(remove);

async function stop(script: Script): Promise<void> {
  script.process.kill('SIGTERM');
  expect(await script.ended).toBe(0);
}

describe('npm start', () => {
  it('loads an empty database, serves it with three examples, and does not load again', async () => {
    const port = await findPort();
    const args = ['--port', String(port), '--contacts', '1500', '--persist-to', folder];
    const first = startScript('start', ...args);
    await untilSaid(first, /Try:/);
    expect(first.said()).toContain('contacts: 1,500 in');
    const examples = first.said().match(/http:\/\/localhost:\d+\/v1\S+/g) ?? [];
    expect(examples).toHaveLength(3);
    for (const example of examples) expect((await fetch(example)).status).toBe(200);

    const taken = startScript('start', ...args);
    expect(await taken.ended).toBe(1);
    expect(taken.said().trim()).toBe(`error: Port ${port} is taken. Choose another: --port N`);
    await stop(first);

    const second = startScript('start', ...args, '--contacts', '9000');
    await untilSaid(second, /Try:/);
    expect(second.said()).not.toContain('contacts: ');
    const page = (await (await fetch(`http://localhost:${port}/v1/contacts?limit=1`)).json()) as { total: unknown };
    expect(page.total).toMatchObject({ value: 1500 });
    await stop(second);
  });
});
