// The query string that every list here is asked with → SQL conditions and an order. It knows what the scenarios ask and
// no more: values come as the database compares them, and nothing is checked, which flatters the baselines. Pure.

/** What each field is compared and sorted by; text in its folded form, as Kartei does. */
const KEYS: Record<string, string> = {
  id: 'app_user.id',
  first_name: 'app_user.first_name_folded',
  last_name: 'app_user.last_name_folded',
  gender: 'app_user.gender',
  customer_id: 'app_user.customer_id_folded',
  phone_number: 'app_user.phone_number',
  created: 'app_user.created',
  birthday: 'app_user.birthday',
  last_updated: 'app_user.last_updated',
  street: 'address.street_folded',
  city_code: 'address.city_code_folded',
  city: 'address.city_folded',
  country: 'address.country_folded',
  points: 'customer_relationship.points',
  relationship_created: 'customer_relationship.created',
  last_activity: 'customer_relationship.last_activity',
};
const NUMBERS = ['id', 'points'];
const SEARCHED = ['first_name', 'last_name', 'city', 'street', 'phone_number', 'customer_id'];
const OUTSIDE = ['sort', 'limit', 'offset', 'fields', 'count', 'facet', 'q'];

export type Table = 'app_user' | 'address' | 'customer_relationship';

export interface Ask {
  /** Conditions with their parameters, all of which must hold. */
  where: string;
  parameters: (string | number)[];
  order: string;
  limit: number;
  /** Rows to skip; null for the last page. */
  offset: number | null;
  /** Whether the total is wanted. */
  counts: boolean;
  /** The columns whose values are wanted with their counts, by field. */
  facets: [field: string, column: string][];
  /** The tables that conditions are on, and those that conditions or the order are on; app_user always. */
  filtered: Set<Table>;
  read: Set<Table>;
}

export function parseAsk(asked: URLSearchParams): Ask {
  const conditions: string[] = [];
  const parameters: (string | number)[] = [];
  const filtered = new Set<Table>(['app_user']);
  for (const [name, value] of asked) {
    const [field, operator = 'eq'] = name.split('.') as [string, string?];
    if (OUTSIDE.includes(field)) continue;
    const bind = (text: string) => parameters.push(NUMBERS.includes(field) ? Number(text) : text);
    conditions.push(toCondition(KEYS[field]!, operator, { value, bind }));
    filtered.add(tableOf(field));
  }
  for (const word of asked.get('q')?.split(' ') ?? []) {
    conditions.push(`(${SEARCHED.map((field) => `${KEYS[field]} like ?`).join(' or ')})`);
    for (const field of SEARCHED) {
      parameters.push(`%${word}%`);
      filtered.add(tableOf(field));
    }
  }
  const sorts = asked.get('sort')?.split(',') ?? [];
  const keys = sorts.map((sort) => (sort.startsWith('-') ? `${KEYS[sort.slice(1)]} desc` : KEYS[sort]!));
  const last = sorts.at(-1)?.startsWith('-') ? 'app_user.id desc' : 'app_user.id';
  const facets = asked.get('facet')?.split(',') ?? [];
  return {
    where: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '',
    parameters,
    order: `order by ${[...keys.filter((key) => !key.startsWith('app_user.id')), last].join(', ')}`,
    limit: Number(asked.get('limit') ?? 50),
    offset: asked.get('offset') === 'last' ? null : Number(asked.get('offset') ?? 0),
    counts: asked.get('count') !== 'none',
    facets: facets.map((field) => [field, KEYS[field]!]),
    filtered,
    read: new Set([...filtered, ...sorts.map((sort) => tableOf(sort.replace('-', '')))]),
  };
}

function tableOf(field: string): Table {
  return KEYS[field]!.split('.')[0] as Table;
}

function toCondition(
  key: string,
  operator: string,
  { value, bind }: { value: string; bind: (text: string) => void },
): string {
  switch (operator) {
    case 'gte':
    case 'lte':
      bind(value);
      return `${key} ${operator === 'gte' ? '>=' : '<='} ?`;
    case 'between':
      for (const end of value.split(',')) bind(end);
      return `${key} between ? and ?`;
    case 'startswith':
      bind(`${value}%`);
      return `${key} like ?`;
    case 'contains':
      bind(`%${value}%`);
      return `${key} like ?`;
    default:
      bind(value);
      return `${key} = ?`;
  }
}
