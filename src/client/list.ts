// Lists: a page, pages in turn, rows in turn; and what is told of a list without its rows.
import type { ContactOf, CountFound, FieldFound, ListPage, StopsFound } from './answer.ts';
import {
  type ContactMatch,
  type ContactQuery,
  type ContactSelection,
  type FieldKey,
  type SortOf,
  toSearchText,
} from './parameters.ts';
import type { Transport } from './transport.ts';

export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface PagesOptions extends Abortable {
  /** From the page at the cursor to the first one; from the last one unless there is a cursor. */
  back?: boolean | undefined;
}

export interface PageOptions extends Abortable {
  /** Sends the query as a body, so that its values reach no address and no log. Long ones always are. */
  isPrivate?: boolean | undefined;
}

export interface Lists {
  /** One page, as far as one request gets: it may be partial. */
  page<Name extends FieldKey = FieldKey>(query?: ContactQuery<Name>, options?: PageOptions): Promise<ListPage<Name>>;
  /** Page after page, each with rows; of an empty list its one page. What a partial page lacks is on the next. */
  pages<Name extends FieldKey = FieldKey>(
    query?: ContactQuery<Name>,
    options?: PagesOptions & PageOptions,
  ): AsyncGenerator<ListPage<Name>, void>;
  /** Row after row, in pages of 200 unless `limit` says otherwise. */
  rows<Name extends FieldKey = FieldKey>(
    query?: ContactQuery<Name>,
    options?: PageOptions,
  ): AsyncGenerator<ContactOf<Name>, void>;
  count(query?: ContactMatch & { count?: 'auto' | 'exact' }, options?: Abortable): Promise<CountFound>;
  /** Values to jump to with `seek`. */
  stops(query?: ContactMatch & { sort?: SortOf | readonly SortOf[] }, options?: Abortable): Promise<StopsFound>;
  fields(options?: Abortable): Promise<FieldFound[]>;
  /** The data version: another text after every write. */
  version(options?: Abortable): Promise<string>;
}

export const CONTACTS = '/v1/contacts';
/** The service takes 8,192 characters of path and query. */
const LONGEST_PATH = 8000;
const MOST_ROWS = 200;

export function createLists({ ask, get }: Transport): Lists {
  const page: Lists['page'] = (query = {}, { signal, isPrivate } = {}) => {
    const path = toPath(CONTACTS, query);
    if (!isPrivate && path.length <= LONGEST_PATH) return get(path, signal);
    const sending = { method: 'POST', body: query, signal, isRepeatable: true };
    return ask(`${CONTACTS}/search`, sending, (response) => response.json());
  };

  async function* pages<Name extends FieldKey>(
    query: ContactQuery<Name> = {},
    { back = false, ...options }: PagesOptions & PageOptions = {},
  ): AsyncGenerator<ListPage<Name>, void> {
    const start = query.seek === undefined ? {} : { seek: undefined }; // a cursor is the place from the second page on
    let asked = back && !query.cursor ? { ...query, ...start, cursor: 'last' } : query;
    for (;;) {
      const found = await page<Name>(asked, options);
      const cursor = back ? found.page.prev : found.page.next;
      if (found.data.length > 0 || cursor === null) yield found;
      if (cursor === null) return;
      asked = { ...asked, ...start, cursor };
    }
  }

  async function* rows<Name extends FieldKey>(
    query: ContactQuery<Name> = {},
    options: PageOptions = {},
  ): AsyncGenerator<ContactOf<Name>, void> {
    const unhurried: ContactQuery<Name> = { limit: MOST_ROWS, count: 'none', ...query };
    for await (const { data } of pages<Name>(unhurried, options)) yield* data;
  }

  return {
    page,
    pages,
    rows,
    count: (query = {}, { signal } = {}) => get(toPath(`${CONTACTS}/count`, query), signal),
    stops: (query = {}, { signal } = {}) => get(toPath(`${CONTACTS}/stops`, query), signal),
    fields: async ({ signal } = {}) => (await get<{ data: FieldFound[] }>(`${CONTACTS}/fields`, signal)).data,
    version: async ({ signal } = {}) => (await get<{ version: string }>(`${CONTACTS}/version`, signal)).version,
  };
}

export function toPath(path: string, query: ContactSelection | ContactQuery): string {
  const search = toSearchText(query);
  return search ? `${path}?${search}` : path;
}
