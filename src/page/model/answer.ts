// The API's answers as the page reads them. Types alone.

export type FieldKind = 'integer' | 'text' | 'enum' | 'date' | 'datetime';

export interface FieldInfo {
  name: string;
  type: FieldKind;
  nullable: boolean;
  values?: readonly string[];
  operators: readonly { name: string; indexed: boolean }[];
}

export type Cell = string | number | null;
export type Person = { id: number } & Record<string, Cell>;

export interface TotalSaid {
  value: number;
  relation: 'eq' | 'gte' | 'estimate';
  as_of?: string;
}

export interface FacetSaid {
  values: { value: string | null; count: number }[];
  relation: string;
  distinct?: { value: number; relation: string };
}

export type Marks = Record<string, Record<string, [start: number, length: number][]>>;

export interface ListAnswer {
  data: Person[];
  page: {
    limit: number;
    next: string | null;
    prev: string | null;
    from: number | null;
    to: number | null;
    partial: boolean;
  };
  total: TotalSaid | null;
  facets?: Record<string, FacetSaid>;
  meta?: {
    corrections?: { from: string; to: string[] }[];
    highlights?: Marks;
    warning?: { detail: string };
  };
}

/** A problem document (RFC 9457), or what stands for one where no answer came. */
export interface ProblemSaid {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { parameter: string; code: string; detail: string; suggestion?: string }[];
}

/** What an answer cost, as its headers say. */
export interface CostSaid {
  milliseconds: number | null;
  rowsRead: number | null;
  source: 'cache' | 'database' | 'page' | null;
}

export interface ScrubberStop {
  value: string | number | null;
  position: number;
}
