// Makes chunks in a thread of its own, so that rows are made while the main thread hands others to the database, and
// so that their garbage has a small heap of its own. This file is both the thread and the way to it.
import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Chunk } from './chunk.ts';

export type Range = { seed: number; from: number; to: number };
export type Maker = { make: (range: Range) => Promise<Chunk>; stop: () => Promise<unknown> };

/** What tells this thread from others that import this file. */
const THREAD = 'maker';
const YOUNG_MB = 4;
const OLD_MB = 64;

/** Starts the thread. It makes one chunk at a time: the next may be asked for when the one before has come. */
export function startMaker(): Maker {
  const thread = new Worker(import.meta.filename, {
    workerData: THREAD,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
  });
  return {
    make: async (range) => {
      thread.postMessage(range);
      const [chunk] = await once(thread, 'message');
      return chunk;
    },
    stop: () => thread.terminate(),
  };
}

if (workerData === THREAD && parentPort) {
  const port = parentPort;
  const { makeChunk } = await import('./chunk.ts');
  port.on('message', ({ seed, from, to }: Range) => port.postMessage(makeChunk(seed, from, to)));
}
