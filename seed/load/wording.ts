// The words of contacts and addresses that are in the database already, found out from their texts: for rows that were
// written before words were stored, or by other rules. In steps, in order of id; it may run beside writes.
import { toPersonWords, toPlaceWords } from '../../src/text/words.ts';
import { retry } from '../retry.ts';

/** Rows whose words are found out at once, and ids that one statement looks through for rows without words. */
const ROWS_AT_ONCE = 5_000;
const IDS_AT_ONCE = 500_000;

type Person = { firstName: string; lastName: string; phoneNumber: string | null; customerId: string };
type Source<Row> = { table: string; columns: string; toWords: (row: Row) => string };

const people: Source<Person> = {
  table: 'app_user',
  columns: `first_name as firstName, last_name as lastName, phone_number as phoneNumber, customer_id as customerId`,
  toWords: toPersonWords,
};
const places: Source<{ street: string; city: string }> = {
  table: 'address',
  columns: 'street, city',
  toWords: toPlaceWords,
};

/** Finds out the words of every row, or with `missing` of the rows that have none. */
export async function findWords(d1: D1Database, missing: boolean): Promise<void> {
  await findWordsOf(d1, people, missing);
  await findWordsOf(d1, places, missing);
}

async function findWordsOf<Row>(d1: D1Database, { table, columns, toWords }: Source<Row>, missing: boolean) {
  const last = (await retry(() => d1.prepare(`select max(id) as last from ${table}`).first<number>('last'))) ?? 0;
  const select = d1.prepare(
    `select id, words, ${columns} from ${table} where id > ?1 and id <= ?2 ${missing ? `and words = ''` : ''}
     order by id limit ${ROWS_AT_ONCE}`,
  );
  for (let from = 0; from < last; ) {
    const to = Math.min(from + IDS_AT_ONCE, last);
    const { results } = await retry(() => select.bind(from, to).all<Row & { id: number; words: string }>());
    const changes = results
      .map((row) => [row.id, toWords(row), row.words] as const)
      .filter(([, now, before]) => now !== before);
    if (changes.length > 0) await retry(() => replaceWords(d1, table, changes));
    from = results.length < ROWS_AT_ONCE ? to : results.at(-1)!.id;
  }
}

/** Replaces words that are still what they were, so that those which a write brought meanwhile stay. */
function replaceWords(d1: D1Database, table: string, changes: (readonly [number, string, string])[]) {
  return d1
    .prepare(
      `update ${table} set words = change.value->>1 from json_each(?1) as change
       where ${table}.id = change.value->>0 and ${table}.words = change.value->>2`,
    )
    .bind(JSON.stringify(changes))
    .run();
}
