// A datasource for AG Grid's infinite row model, which is in its free edition: sorts and filters are the API's.
import type { IDatasource, SortModelItem } from 'ag-grid-community';
import type { Client } from '../client.ts';
import type { ContactQuery, SortOf } from '../parameters.ts';
import { createPlaces, type ReadSlice, type Slice } from './places.ts';

export interface DatasourceOptions {
  /** What holds besides the grid's own filters: a search, for example. Read with each block. */
  query?: (() => ContactQuery) | undefined;
  /** Ranges include their bounds, as a column's filterParams.inRangeInclusive says. */
  inRangeInclusive?: boolean | undefined;
  /** Is told why a block did not come: of a jump too far, or of a filter that the API does not have. */
  onProblem?: ((problem: unknown) => void) | undefined;
}

/** What the grid's own filters say of a column. */
interface ColumnFilter {
  type?: string;
  filter?: string | number | null;
  filterTo?: string | number | null;
  dateFrom?: string | null;
  dateTo?: string | null;
  operator?: 'AND' | 'OR';
  conditions?: ColumnFilter[];
}

type GridConditions = Record<string, unknown>;

const OPERATORS: Record<string, string> = {
  equals: 'eq',
  notEqual: 'ne',
  lessThan: 'lt',
  lessThanOrEqual: 'lte',
  greaterThan: 'gt',
  greaterThanOrEqual: 'gte',
  startsWith: 'startswith',
  contains: 'contains',
};
/** Browsers make nothing higher than 33.5 million pixels: of a longer list the grid grows as one scrolls. */
const MOST_SHOWN = 500_000;

export function createDatasource(client: Pick<Client, 'page'>, options: DatasourceOptions = {}): IDatasource {
  const { query = () => ({}), inRangeInclusive = false, onProblem } = options;
  const closing = new AbortController();
  let list: { key: string; read: ReadSlice } | null = null;
  return {
    async getRows({ startRow, endRow, sortModel, filterModel, successCallback, failCallback }) {
      try {
        const own = query();
        const asked = { ...own, ...toSort(sortModel), ...toFilters(filterModel ?? {}, own, inRangeInclusive) };
        const key = JSON.stringify(asked);
        if (list?.key !== key) list = { key, read: createPlaces(client, asked) };
        const slice = await list.read(startRow, endRow - startRow, { signal: closing.signal });
        successCallback(slice.rows, toLastRow(slice));
      } catch (problem) {
        if (closing.signal.aborted) return;
        failCallback();
        onProblem?.(problem);
      }
    },
    destroy: () => closing.abort(),
  };
}

/** Undefined where it is not known yet: then the grid asks for one more block. */
function toLastRow({ end, total }: Slice): number | undefined {
  if (end !== null) return end;
  return total?.relation === 'eq' && total.value <= MOST_SHOWN ? total.value : undefined;
}

function toSort(model: SortModelItem[]): ContactQuery {
  const sort = model.map(({ colId, sort }) => (sort === 'desc' ? `-${colId}` : colId) as SortOf);
  return sort.length > 0 ? { sort } : {};
}

/** Throws what the API has no way to ask. What is asked twice is not dropped either. */
function toFilters(model: Record<string, ColumnFilter>, own: ContactQuery, isInclusive: boolean): ContactQuery {
  const asked: GridConditions = {};
  const put = (conditions: GridConditions) => {
    for (const [name, value] of Object.entries(conditions)) {
      if (name in asked || name in own) throw new RangeError(`${name} can be asked only once.`);
      asked[name] = value;
    }
  };
  for (const [column, { operator, conditions, ...only }] of Object.entries(model)) {
    const parts = (conditions ?? [only]).map((condition) => toConditions(column, condition, isInclusive));
    if (operator === 'OR') put({ any: parts });
    else for (const part of parts) put(part);
  }
  return asked as ContactQuery;
}

function toConditions(column: string, condition: ColumnFilter, isInclusive: boolean): GridConditions {
  const { type = 'equals', filter, filterTo, dateFrom, dateTo } = condition;
  const from = filter ?? dateFrom?.slice(0, 10); // its time of day is always midnight
  const to = filterTo ?? dateTo?.slice(0, 10);
  if (type === 'blank' || type === 'notBlank') return { [`${column}.null`]: type === 'blank' };
  if (type === 'inRange' && isInclusive) return { [`${column}.between`]: [from, to] };
  if (type === 'inRange') return { [`${column}.gt`]: from, [`${column}.lt`]: to };
  const operator = OPERATORS[type];
  if (!operator) throw new RangeError(`The API has no filter "${type}".`);
  return { [`${column}.${operator}`]: from };
}
