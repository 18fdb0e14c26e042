// What is asked in the suite `export`, and what it should show, written before it was measured.
import type { Expected } from '../report/result.ts';

export const EXPORTED = 'all contacts as CSV';
export const MEMORY = 'memory of the runtime, after a tenth and at most';
export const RESUMED = 'the same, cut at ten random bytes';

export const SCENARIOS: Expected[] = [
  {
    name: EXPORTED,
    expected:
      'A small factor slower than SQLite alone: D1 hands each row over as one JSON array, and it goes through the Worker and a socket. ' +
      'Both write into a file, in turn, from memory.',
    unflattering: false,
  },
  {
    name: MEMORY,
    expected: 'Flat: two chunks of rows are held at most, and what is written waits until the client takes it.',
    unflattering: false,
  },
  {
    name: RESUMED,
    expected: 'The same bytes in little more time: each cut costs the chunks that were on their way.',
    unflattering: false,
  },
];
