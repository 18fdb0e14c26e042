// The rows of a step as they come → the contacts that they hold, and what they tell beside them. Each is one text, for what
// D1 hands over costs by the value (src/sql/select.ts): the contact as JSON, which the answer takes as it is, and on a line of
// its own the keys of its place, which are read only where a page begins or ends. Pure.
import type { Value } from '../../contact/fields.ts';
import type { Result, Row } from '../../db/result.ts';
import type { Step } from '../../plan/step.ts';
import type { Keys } from '../../query/start.ts';

/** A contact as JSON: an object of its fields, or for an export the array of their values. */
export type ContactText = string;

/** A contact as it was read, and where it lies in the order. */
export interface Found {
  contact: ContactText;
  keys: Keys;
}

export interface TakenRows {
  found: Found[];
  /** What each of these tells beside its values. */
  told: (Value | null)[];
  /** The rows that are no contact but tell where the step was cut, the nearest first. */
  cuts: CutRow[];
}

export interface CutRow {
  /** The rank, where there is one, and the keys of the step's order. */
  keys: Keys;
  told: Value | null;
}

/** JSON has no line feeds but between its parts, and SQLite writes none there. */
const LINE_FEED = '\n';
const UNCUT = ',0]';

/** What a step's rows hold and tell. */
export function takeRows(rows: Result['rows'], { prefix }: Pick<Step, 'prefix'>): TakenRows {
  const taken: TakenRows = { found: [], told: [], cuts: [] };
  for (const { packed, told = null } of rows as { packed: string; told?: Value | null }[]) {
    if (packed.endsWith(UNCUT)) {
      taken.found.push(new FoundRow(packed, prefix));
      taken.told.push(told);
    } else taken.cuts.push({ keys: toKeys(packed), told });
  }
  return taken;
}

/** The contacts of a page, read. */
export function toContacts(contacts: ContactText[]): Row[] {
  return JSON.parse(`[${contacts.join()}]`);
}

/** The values of an array, in the order of its fields. */
export function toValues(contact: ContactText): (Value | null)[] {
  return JSON.parse(contact);
}

class FoundRow implements Found {
  contact: ContactText;
  #packed: string;
  #prefix: Keys;

  constructor(packed: string, prefix: Keys) {
    this.contact = packed.slice(0, packed.indexOf(LINE_FEED));
    this.#packed = packed;
    this.#prefix = prefix;
  }

  get keys(): Keys {
    return [...this.#prefix, ...toKeys(this.#packed)];
  }
}

/** The keys of a row's place, without the cut. */
function toKeys(packed: string): Keys {
  return (JSON.parse(packed.slice(packed.indexOf(LINE_FEED))) as Keys).slice(0, -1);
}
