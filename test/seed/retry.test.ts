// Which faults are tried again, how often and after what wait.
import { describe, expect, it } from 'vitest';
import { isRetryable, retry } from '../../seed/retry.ts';

const policy = { attempts: 4, baseMs: 1, capMs: 3, random: () => 1 };

/** An action that fails with each of the faults in turn and then succeeds. */
function failing(...faults: Error[]) {
  const calls = { count: 0 };
  const action = async () => {
    const fault = faults[calls.count++];
    if (fault) throw fault;
    return 'done';
  };
  return { action, calls };
}

const lost = new Error('D1_ERROR: Network connection lost.');

describe('retry', () => {
  it.each([
    ['D1_ERROR: Network connection lost.', true],
    ['D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.', false],
    ['D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.', true],
    ['D1_ERROR: D1 DB reset because its code was updated.', true],
    ['D1_ERROR: D1 DB is overloaded. Too many requests queued.', true],
    ['D1_ERROR: UNIQUE constraint failed: app_user.id', false],
    ['D1_ERROR: no such table: app_user', false],
  ])('knows whether "%s" may pass: %s', (message, passes) => {
    expect(isRetryable(new Error(message))).toBe(passes);
    expect(isRetryable(new Error('D1_ERROR', { cause: new Error(message) }))).toBe(passes);
  });

  it('tries again until the fault has passed', async () => {
    const { action, calls } = failing(lost, lost, lost);
    expect(await retry(action, policy)).toBe('done');
    expect(calls.count).toBe(4);
  });

  it('gives up when the attempts are used up', async () => {
    const { action, calls } = failing(lost, lost, lost, lost);
    await expect(retry(action, policy)).rejects.toBe(lost);
    expect(calls.count).toBe(4);
  });

  it('throws at once what does not pass', async () => {
    const { action, calls } = failing(new Error('D1_ERROR: no such table: app_user'));
    await expect(retry(action, policy)).rejects.toThrow('no such table');
    expect(calls.count).toBe(1);
  });

  it('waits up to a limit that doubles until the cap, at random', async () => {
    const limits: number[] = [];
    const random = () => 0.001;
    const { action } = failing(lost, lost, lost);
    const setTimer = globalThis.setTimeout;
    globalThis.setTimeout = ((resume: () => void, ms: number) => {
      limits.push(ms * 1000);
      return setTimer(resume, 0);
    }) as typeof setTimeout;
    try {
      await retry(action, { ...policy, random });
    } finally {
      globalThis.setTimeout = setTimer;
    }
    expect(limits.map(Math.round)).toEqual([1, 2, 3]);
  });
});
