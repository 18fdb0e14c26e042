// What is wrong with a body, as it is found: the first faults are told in full, those after them are only counted. Pure.
import { type Path, toPlace } from '../pointer.ts';
import { type Fault, type FaultCode, MOST_FAULTS, Problem } from '../problem.ts';

export class Faults {
  readonly #listed: Fault[] = [];
  #found = 0;

  /** `make` is called only where the fault will be listed; `index` is that of a batch's operation. */
  note(make: () => Fault, index?: number): void {
    this.#found += 1;
    if (this.#found <= MOST_FAULTS) this.#listed.push({ ...make(), ...(index !== undefined && { index }) });
  }

  /** Throws invalid-body with the faults, if there are any. */
  throwIfAny(): void {
    if (this.#found > 0) throw new Problem('invalid-body', { faults: this.#listed, faultsFound: this.#found });
  }
}

export function toFault(path: Path, code: FaultCode, detail: string): Fault {
  return { ...toPlace(path), code, detail };
}
