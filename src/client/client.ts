// The client: everything that the API does, typed from the field table, over fetch alone. In browsers, Node and Workers.
import { type ActionCalls, createActions } from './actions.ts';
import { createExports, type Exports } from './export.ts';
import { createLists, type Lists } from './list.ts';
import { ApiProblem } from './problem.ts';
import { type ClientOptions, createTransport, type SeenState } from './transport.ts';
import { createWrites, type Writes } from './writes.ts';

export interface Client extends Lists, Writes, Exports, ActionCalls {
  /** What was seen of the data last. No answer is older; null before the first. */
  readonly seen: SeenState | null;
}

export { ApiProblem };

export function createClient(options: ClientOptions = {}): Client {
  const transport = createTransport(options);
  return {
    ...createLists(transport),
    ...createWrites(transport),
    ...createExports(transport),
    ...createActions(transport),
    get seen() {
      return transport.seen;
    },
  };
}
