// What a command is, and what the model knows besides the contacts: the page that was read last, the keys that were used, and
// the state that the database can be restored to.
import type fc from 'fast-check';
import type { Contact } from '../../support/contacts.ts';
import type { State } from '../../support/faults/state.ts';
import type { RandomQuery } from '../../support/queries.ts';
import type { World } from './world.ts';

/** A POST that was answered, and may be sent again. */
export interface Claimed {
  key: string;
  path: string;
  body: unknown;
  answer: unknown;
  /** The contacts that were there afterwards and that it tells of: once one of them is deleted, it is erased. */
  tells: number[];
}

export interface Page {
  data: Contact[];
  page: { next: string | null; prev: string | null; partial: boolean };
  total: { value: number; relation: string } | null;
  meta?: { corrections?: object[]; warning?: object };
}

/** The page that was read last, and of what. */
export interface Leafing {
  query: RandomQuery;
  page: Page;
}

export interface Model {
  leafing: Leafing | null;
  claimed: Claimed[];
  kept: { state: State; claimed: Claimed[] };
  commands: number;
}

export interface Step {
  name: string;
  isPossible?: (model: Readonly<Model>) => boolean;
  run: (model: Model, world: World) => Promise<void>;
}

export class Command implements fc.AsyncCommand<Model, World> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  check = (model: Readonly<Model>) => this.#step.isPossible?.(model) ?? true;

  async run(model: Model, world: World): Promise<void> {
    model.commands += 1;
    await this.#step.run(model, world);
  }

  toString = () => this.#step.name;
}
