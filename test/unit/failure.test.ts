// What D1 says when it fails, and what the three who ask make of it: the Worker's reads and writes, its problem
// documents, and the seed script.
import { describe, expect, it } from 'vitest';
import { isRetryable } from '../../seed/retry.ts';
import { toFailure } from '../../src/db/failure.ts';
import { toProblem } from '../../src/http/problem.ts';

describe("D1's message", () => {
  it.each([
    ['Network connection lost.', 'lost'],
    ['Internal error in D1 DB storage caused object to be reset.', 'lost'],
    ['Internal error while starting up D1 DB storage caused object to be reset.', 'lost'],
    ['D1 DB reset because its code was updated.', 'lost'],
    ['D1 DB is overloaded. Requests queued for too long.', 'busy'],
    ['D1 DB is overloaded. Too many requests queued.', 'busy'],
    ['Cannot resolve D1 DB due to transient issue on remote node.', 'busy'],
    ['internal error; reference = 0123456789abcdef', 'busy'],
    ['database is locked: SQLITE_BUSY', 'busy'],
    ['D1 DB storage operation exceeded timeout which caused object to be reset.', 'heavy'],
    ['D1 DB exceeded its CPU time limit and was reset.', 'heavy'],
    ["D1 DB's isolate exceeded its memory limit and was reset.", 'heavy'],
    ['no such table: app_user: SQLITE_ERROR', 'unready'],
    ['no such index: app_user_created: SQLITE_ERROR', 'unready'],
    ['UNIQUE constraint failed: app_user.customer_id_folded: SQLITE_CONSTRAINT', null],
    ['near "selec": syntax error at offset 0: SQLITE_ERROR', null],
  ])('%s is: %s', (message, failure) => {
    const plain = new Error(`D1_ERROR: ${message}`);
    for (const error of [plain, new Error('Failed query', { cause: plain })]) {
      expect(toFailure(error)).toBe(failure);
      expect(toProblem(error).type).toBe(failure ? 'overloaded' : 'internal');
      expect(isRetryable(error)).toBe(failure === 'lost' || failure === 'busy');
    }
  });
});
