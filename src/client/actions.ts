// One change of all contacts that match: first a look at whom it concerns, which changes nothing; then step by step to its
// end. Each step may be sent twice and has one effect.
import type { ContactChanges, ContactOf, NumberFound } from './answer.ts';
import { type Abortable, CONTACTS } from './list.ts';
import type { ContactMatch } from './parameters.ts';
import type { Transport } from './transport.ts';

export type ActionWanted =
  | { filter: ContactMatch; op: 'update'; changes: ContactChanges }
  | { filter: ContactMatch; op: 'delete' };

/** How far it is. */
export interface ActionProgress {
  done: number;
  remaining: number;
}

export interface RunOptions extends Abortable {
  onProgress?: ((progress: ActionProgress) => void) | undefined;
}

/** An action that has been looked at. It may be run within ten minutes. */
export interface ReadyAction {
  matches: NumberFound;
  /** Some of those whom it concerns. */
  sample: ContactOf[];
  /** Throws `precondition-failed` where more contacts match than were confirmed. */
  run(options?: RunOptions): Promise<ActionProgress>;
}

export interface ActionCalls {
  prepare(wanted: ActionWanted, options?: Abortable): Promise<ReadyAction>;
}

const PATH = `${CONTACTS}/actions`;

export function createActions({ ask }: Transport): ActionCalls {
  const post = <T>(body: object, signal: AbortSignal | undefined): Promise<T> =>
    ask(PATH, { method: 'POST', body, signal, isRepeatable: true }, (response) => response.json());

  return {
    async prepare(wanted, { signal } = {}) {
      const looked = await post<Pick<ReadyAction, 'matches' | 'sample'> & { confirm: string }>(wanted, signal);
      const { matches, sample, confirm } = looked;
      const run = async ({ signal, onProgress }: RunOptions = {}) => {
        let done = 0;
        for (let body: object = { ...wanted, confirm }; ; ) {
          const step = await post<ActionProgress & { next: string | null }>(body, signal);
          done += step.done;
          const progress = { done, remaining: step.remaining };
          onProgress?.(progress);
          if (step.next === null) return progress;
          body = { next: step.next };
        }
      };
      return { matches, sample, run };
    },
  };
}
