// One contact, and writes. What was read is not written over if someone has changed it since: the contact that is handed
// in says what was seen. Keys of creations are made here, so that a lost answer never makes two contacts of one.
import type {
  BatchOperation,
  BatchResult,
  ContactChanges,
  ContactOf,
  HeldOnPerson,
  HistoryPage,
  NewContact,
} from './answer.ts';
import { type Abortable, CONTACTS } from './list.ts';
import { ApiProblem } from './problem.ts';
import type { Transport } from './transport.ts';

/** A contact as it was seen, all of it or a row of a list; or an id, whatever the contact has become. */
export type SeenContact = number | ({ id: number } & Partial<ContactOf>);

export interface CreateOptions extends Abortable {
  /** Made unless given; with the same one and the same body the first answer comes again. */
  idempotencyKey?: string | undefined;
}

export interface Writes {
  get(id: number, options?: Abortable): Promise<ContactOf>;
  create(contact: NewContact, options?: CreateOptions): Promise<ContactOf>;
  /** Throws `precondition-failed` where the contact is not as it was seen. */
  update(seen: SeenContact, changes: ContactChanges, options?: Abortable): Promise<ContactOf>;
  /** Throws `precondition-failed` where the contact is not as it was seen. */
  delete(seen: SeenContact, options?: Abortable): Promise<void>;
  /** 1 to 500 operations, all done or none. */
  batch(operations: readonly BatchOperation[], options?: CreateOptions): Promise<BatchResult[]>;
  /** Who wrote what to a contact, newest first; `cursor` is a page's `next`. */
  history(id: number, options?: Abortable & { limit?: number; cursor?: string | null }): Promise<HistoryPage>;
  /** All that is held on one person. */
  held(id: number, options?: Abortable): Promise<HeldOnPerson>;
}

const KEY_BYTES = 16;

export function createWrites({ ask }: Transport): Writes {
  /** Of the objects that were given out, the tags. */
  const tags = new WeakMap<object, string>();

  const keep = async (response: Response): Promise<ContactOf> => {
    const contact: ContactOf = await response.json();
    const tag = response.headers.get('ETag');
    if (tag) tags.set(contact, tag);
    return contact;
  };
  const get: Writes['get'] = (id, { signal } = {}) => ask(toPath(id), { signal }, keep);

  /** The condition that the contact is as it was seen. Of what is no object of ours, each value is compared first. */
  const toCondition = async (seen: SeenContact, { signal }: Abortable): Promise<Record<string, string>> => {
    if (typeof seen === 'number') return {};
    const tag = tags.get(seen);
    if (tag) return { 'If-Match': tag };
    const now = await get(seen.id, { signal });
    if (!isAlike(now, seen))
      throw new ApiProblem({ type: 'precondition-failed', title: 'The contact has changed since', status: 412 });
    return { 'If-Match': tags.get(now) ?? '*' };
  };

  /** Sends what may be sent again under its condition; `isDone` says whether an attempt without an answer was. */
  const change = async <T>(
    seen: SeenContact,
    { method, body, signal }: { method: string; body?: unknown; signal?: AbortSignal | undefined },
    {
      read,
      findDone,
    }: { read: (response: Response) => Promise<T>; findDone: (problem: ApiProblem) => Promise<T | null> },
  ): Promise<T> => {
    const headers = await toCondition(seen, { signal });
    let isUnsure = false;
    const onUnsure = () => {
      isUnsure = true;
    };
    const isRepeatable = 'If-Match' in headers;
    try {
      return await ask(toPath(toId(seen)), { method, body, headers, signal, isRepeatable, onUnsure }, read);
    } catch (problem) {
      const done = isUnsure && problem instanceof ApiProblem ? await findDone(problem) : null;
      if (done === null) throw problem;
      return done;
    }
  };

  const post = <T>(
    path: string,
    body: unknown,
    { idempotencyKey = makeKey(), signal }: CreateOptions,
    read: (response: Response) => Promise<T>, // biome-ignore format: one line
  ) =>
    ask(
      path,
      { method: 'POST', body, signal, isRepeatable: true, headers: { 'Idempotency-Key': idempotencyKey } },
      read,
    );

  return {
    get,
    create: (contact, options = {}) => post(CONTACTS, contact, options, keep),
    update(seen, changes, { signal } = {}) {
      const findDone = async ({ type }: ApiProblem) => {
        if (type !== 'precondition-failed') return null;
        const now = await get(toId(seen), { signal });
        return isAlike(now, changes) ? now : null;
      };
      return change(seen, { method: 'PATCH', body: changes, signal }, { read: keep, findDone });
    },
    async delete(seen, { signal } = {}) {
      const findDone = async ({ type }: ApiProblem) => (type === 'not-found' ? true : null);
      await change(seen, { method: 'DELETE', signal }, { read: async () => true, findDone });
    },
    async batch(operations, options = {}) {
      const read = (response: Response): Promise<{ results: BatchResult[] }> => response.json();
      return (await post(`${CONTACTS}/batch`, { operations }, options, read)).results;
    },
    history: (id, { signal, limit, cursor } = {}) => {
      const search = [limit && `limit=${limit}`, cursor && `cursor=${cursor}`].filter(Boolean).join('&');
      return ask(`${toPath(id)}/history${search && `?${search}`}`, { signal }, (response) => response.json());
    },
    held: (id, { signal } = {}) => ask(`${toPath(id)}/export`, { signal }, (response) => response.json()),
  };
}

const toId = (seen: SeenContact): number => (typeof seen === 'number' ? seen : seen.id);
const toPath = (id: number): string => `${CONTACTS}/${id}`;

/** Whether the contact has all these values. Keys that are no fields, as frameworks add them, say nothing. */
function isAlike(contact: ContactOf, values: object): boolean {
  const known: Record<string, unknown> = contact;
  return Object.entries(values).every(
    ([name, value]) => !(name in known) || value === undefined || known[name] === value,
  );
}

/** Not `randomUUID`, which pages have only over HTTPS. */
export function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
