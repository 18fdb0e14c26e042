// Baseline `naive`: what a web framework's generic list view does. It counts on every request, skips with OFFSET, and
// fetches each row's address and relationship by a query of its own. No index serves a filter or a sort (`not indexed`);
// what a framework makes by itself is there: primary keys, the relation's unique index, and any index for a bare count.
import { type Ask, parseAsk, type Table } from './ask.ts';
import { startMeter } from './meter.ts';

const JOINS: [Table, string][] = [
  ['customer_relationship', 'customer_relationship not indexed on customer_relationship.appuser_id = app_user.id'],
  ['address', 'address not indexed on address.id = app_user.address_id'],
];

export default {
  async fetch(request: Request, env: { DB: D1Database }): Promise<Response> {
    const ask = parseAsk(new URL(request.url).searchParams);
    const { where, parameters, order, limit } = ask;
    const meter = startMeter(env.DB);
    let total: number | null = null;
    if (ask.counts || ask.offset === null) {
      const [row] = await meter.all(`select count(*) as total from ${toCounted(ask)} ${where}`, parameters);
      total = row!.total as number;
    }
    const offset = ask.offset ?? Math.max(0, total! - limit);
    const users = await meter.all(
      `select app_user.* from ${toSource(ask.read)} ${where} ${order} limit ${limit} offset ${offset}`,
      parameters,
    );
    const data = [];
    for (const user of users) {
      const [address] = await meter.all('select * from address where id = ?', [user.address_id as number]);
      const [relationship] = await meter.all('select * from customer_relationship where appuser_id = ?', [
        user.id as number,
      ]);
      data.push(toContact(user, address!, relationship!));
    }
    const facets: Record<string, unknown> = {};
    for (const [field, column] of ask.facets) {
      const read = new Set([...ask.filtered, column.split('.')[0] as Table]);
      facets[field] = await meter.all(
        `select ${column} as value, count(*) as count from ${toSource(read)} ${where} group by 1 order by 2 desc, 1 limit 20`,
        parameters,
      );
    }
    return meter.toAnswer({ data, total, facets });
  },
};

/** A bare count may use what index it likes: a framework indexes its foreign keys. */
function toCounted({ where, filtered }: Ask): string {
  return where === '' ? 'app_user' : toSource(filtered);
}

function toSource(tables: Set<Table>): string {
  const joins = JOINS.filter(([table]) => tables.has(table)).map(([, join]) => `join ${join}`);
  return ['app_user not indexed', ...joins].join(' ');
}

type Row = Record<string, unknown>;

function toContact(user: Row, address: Row, relationship: Row): Row {
  return {
    id: user.id,
    first_name: user.first_name,
    last_name: user.last_name,
    gender: user.gender,
    customer_id: user.customer_id,
    phone_number: user.phone_number,
    created: user.created,
    birthday: user.birthday,
    last_updated: user.last_updated,
    address_id: address.id,
    street: address.street,
    street_number: address.street_number,
    city_code: address.city_code,
    city: address.city,
    country: address.country,
    relationship_id: relationship.id,
    points: relationship.points,
    relationship_created: relationship.created,
    last_activity: relationship.last_activity,
  };
}
