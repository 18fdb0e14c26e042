// What is wrong with a body, as it is found: the first faults are told in full, those after them are only counted. Pure.
import { type Fault, type FaultCode, MOST_FAULTS, Problem } from '../problem.ts';

/** Where something is in a body: the names and indexes that lead there from its root. */
export type Path = readonly (string | number)[];

/** Characters of a name that are shown. */
const LONGEST_NAME = 40;

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

/** Its place is named by a JSON pointer and by the name that this ends with; too long a name is cut, and points to what has it. */
export function toFault(path: Path, code: FaultCode, detail: string): Fault {
  const name = String(path.at(-1) ?? '');
  const parameter = cutName(name);
  return { parameter, pointer: toPointer(parameter === name ? path : path.slice(0, -1)), code, detail };
}

/** A JSON pointer (RFC 6901). */
export function toPointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** As much of a name as is shown. */
export function cutName(name: string): string {
  const characters = Array.from(name.slice(0, 2 * (LONGEST_NAME + 1)));
  return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME).join('')}…` : name;
}
