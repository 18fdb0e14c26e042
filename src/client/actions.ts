// One change of all contacts that match: first a look at whom it concerns, which changes nothing; then step by step to its
// end. Each step may be sent twice and has one effect.
import type { ContactChanges, ContactOf, MetaFound, TotalFound } from './answer.ts';
import { type Abortable, CONTACTS } from './list.ts';
import type { ContactMatch } from './parameters.ts';
import { ApiProblem } from './problem.ts';
import type { Transport } from './transport.ts';

/** Whom it concerns, and what becomes of them. No two contacts have one customer number. */
export type ActionWanted =
  | { filter: ContactMatch; op: 'update'; changes: Omit<ContactChanges, 'customer_id'> }
  | { filter: ContactMatch; op: 'delete' };

/** How far it is: changed, left alone because they matched no more, and to come. */
export interface ActionProgress {
  done: number;
  skipped: number;
  remaining: number;
}

export interface RunOptions extends Abortable {
  onProgress?: ((progress: ActionProgress) => void) | undefined;
}

/** An action that has been looked at. It may be begun within ten minutes. */
export interface ReadyAction {
  matches: TotalFound;
  /** Some of those whom it concerns. */
  sample: ContactOf[];
  meta: MetaFound;
  /** Throws `precondition-failed` where more contacts match than were confirmed. */
  run(options?: RunOptions): Promise<ActionProgress>;
}

export interface ActionCalls {
  action(wanted: ActionWanted, options?: Abortable): Promise<ReadyAction>;
}

type LookAnswer = Pick<ReadyAction, 'matches' | 'sample'> & { confirm: string | null; meta?: MetaFound };
type StepAnswer = ActionProgress & { next: string | null };

const PATH = `${CONTACTS}/actions`;
/** Of a filter that takes long to count: each look counts on where the one before stopped. */
const MOST_LOOKS = 30;

export function createActions({ ask }: Transport): ActionCalls {
  const post = <T>(body: object, signal: AbortSignal | undefined): Promise<T> =>
    ask(PATH, { method: 'POST', body, signal, isRepeatable: true }, (response) => response.json());

  const run = async (wanted: ActionWanted, confirm: string, { signal, onProgress }: RunOptions) => {
    let [done, skipped] = [0, 0];
    for (let body: object = { ...wanted, confirm }; ; ) {
      const step = await post<StepAnswer>(body, signal);
      done += step.done;
      skipped += step.skipped;
      const progress = { done, skipped, remaining: step.remaining };
      onProgress?.(progress);
      if (step.next === null) return progress;
      body = { next: step.next };
    }
  };

  return {
    async action(wanted, { signal } = {}) {
      for (let looks = 1; looks <= MOST_LOOKS; looks++) {
        const { matches, sample, confirm, meta = {} } = await post<LookAnswer>(wanted, signal);
        if (confirm !== null)
          return { matches, sample, meta, run: (options: RunOptions = {}) => run(wanted, confirm, options) };
      }
      throw new ApiProblem({ type: 'incomplete', title: 'It takes too long to count whom this concerns.' });
    },
  };
}
