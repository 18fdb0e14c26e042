// Where in a body something is, as faults tell it. Pure.

/** The names and indexes that lead to something from a body's root. */
export type Path = readonly (string | number)[];

/** Characters of a name that are shown. */
const LONGEST_NAME = 40;

/** Its place is named by a JSON pointer and by the name that this ends with; too long a name is cut, and points to what has it. */
export function toPlace(path: Path): { parameter: string; pointer: string } {
  const name = String(path.at(-1) ?? '');
  const parameter = cutName(name);
  return { parameter, pointer: toPointer(parameter === name ? path : path.slice(0, -1)) };
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
