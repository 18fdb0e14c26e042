// Baseline `joined`: the same list after a good afternoon's work. One joined query, an index on every column (Kartei's
// own), SQLite's statistics gathered and its planner left to itself; the count joins only what is filtered by and comes
// in the same round trip. It skips with OFFSET, and ties are broken by the contact's id, as is usual.
import { parseAsk, type Table } from './ask.ts';
import { startMeter } from './meter.ts';

const JOINS: [Table, string][] = [
  ['address', 'address on address.id = app_user.address_id'],
  ['customer_relationship', 'customer_relationship on customer_relationship.appuser_id = app_user.id'],
];
const ALL = new Set<Table>(['app_user', 'address', 'customer_relationship']);

const COLUMNS = `app_user.id, first_name, last_name, gender, customer_id, phone_number, app_user.created, birthday,
  last_updated, address_id, street, street_number, city_code, city, country, customer_relationship.id as relationship_id,
  points, customer_relationship.created as relationship_created, last_activity`;

export default {
  async fetch(request: Request, env: { DB: D1Database }): Promise<Response> {
    const ask = parseAsk(new URL(request.url).searchParams);
    const { where, parameters, order, limit, filtered } = ask;
    const meter = startMeter(env.DB);
    const count = `select count(*) as total from ${toSource(filtered)} ${where}`;
    const toPage = (offset: number) =>
      `select ${COLUMNS} from ${toSource(ALL)} ${where} ${order} limit ${limit} offset ${offset}`;
    const facets = ask.facets.map(([, column]) => {
      const read = new Set([...filtered, column.split('.')[0] as Table]);
      return `select ${column} as value, count(*) as count from ${toSource(read)} ${where} group by 1 order by 2 desc, 1 limit 20`;
    });
    let total: unknown = null;
    let { offset } = ask;
    if (offset === null) {
      total = (await meter.all(count, parameters))[0]!.total;
      offset = Math.max(0, (total as number) - limit);
    }
    const counting = ask.counts && total === null ? [count] : [];
    const statements = [toPage(offset), ...counting, ...facets];
    const [data, ...rest] = await meter.batch(statements.map((statement) => [statement, parameters]));
    if (counting.length > 0) total = rest.shift()![0]!.total;
    return meter.toAnswer({
      data,
      total,
      facets: Object.fromEntries(ask.facets.map(([field], at) => [field, rest[at]])),
    });
  },
};

function toSource(tables: Set<Table>): string {
  const joins = JOINS.filter(([table]) => tables.has(table)).map(([, join]) => `join ${join}`);
  return ['app_user', ...joins].join(' ');
}
