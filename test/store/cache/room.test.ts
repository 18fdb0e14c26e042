// An isolate's memory by itself: never more than it has room for, nothing that has fallen behind.
import { describe, expect, it } from 'vitest';
import { MOST_BYTES, MOST_ENTRY_BYTES, recall, remember, sizeOfMemory } from '../../../src/cache/memory.ts';
import type { Shelf } from '../../../src/cache/store.ts';
import { NO_VERSION, toVersion, type Version } from '../../../src/version.ts';
import { openPlace, pause } from '../../support/edge.ts';

describe('memory', () => {
  const version = (number: number) => toVersion('', number);
  const toEntry = (version: Version, bytes: number) => {
    return { version, storedAt: Date.now(), notes: {}, body: new Uint8Array(bytes) };
  };
  const hold = (shelf: Shelf, text: string, entry: ReturnType<typeof toEntry> | null) =>
    remember(shelf, 'page', { text, entry, isStored: true });

  it('holds no more than its room, what was used last, and nothing too large', () => {
    const shelf = openPlace().env;
    hold(shelf, 'large', toEntry(version(1), MOST_ENTRY_BYTES));
    expect(recall(shelf, 'page', 'large')).toBeNull();
    for (let at = 0; at < 1000; at++) {
      hold(shelf, `page ${at}`, toEntry(version(1), 100_000));
      recall(shelf, 'page', 'page 0');
      expect(sizeOfMemory(shelf).bytes).toBeLessThanOrEqual(MOST_BYTES);
    }
    expect(sizeOfMemory(shelf).entries).toBeGreaterThan(100);
    for (const [at, isHeld] of [[0, true], [1, false], [999, true]] as const)
      expect([at, recall(shelf, 'page', `page ${at}`) !== null]).toEqual([at, isHeld]);
  }); // biome-ignore format: a table

  it('holds what is small to no end either', () => {
    const shelf = openPlace().env;
    for (let at = 0; at < 30_000; at++) hold(shelf, `page ${at}`, null);
    expect(sizeOfMemory(shelf).bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(sizeOfMemory(shelf).entries).toBeLessThan(20_000);
  });

  it('forgets what has fallen behind, takes nothing that has, and forgets nothing for what is missing', () => {
    const shelf = openPlace().env;
    hold(shelf, 'a', toEntry(version(1), 10));
    hold(shelf, 'b', toEntry(version(2), 10));
    hold(shelf, 'c', toEntry(version(1), 10));
    hold(shelf, 'b', null);
    expect(['a', 'b', 'c'].map((text) => recall(shelf, 'page', text)?.entry?.version)).toEqual([
      undefined,
      version(2),
      undefined,
    ]);
    expect(sizeOfMemory(shelf).entries).toBe(1);
    expect(recall(shelf, 'page', 'b')!.entry!.version > NO_VERSION).toBe(true);
  });

  it('knows for a second what KV does not have', async () => {
    const shelf = openPlace().env;
    hold(shelf, 'absent', null);
    expect(recall(shelf, 'page', 'absent')).toMatchObject({ entry: null });
    await pause(1100);
    expect(recall(shelf, 'page', 'absent')).toBeNull();
  });
});
