// The words of contacts and addresses that are in the database already, found out from their texts: for rows that were
// written before words were stored, or by other rules. In steps, in order of id; it may run beside writes.
import { FIELDS, type FieldName } from '../../src/contact/fields.ts';
import { SEARCHED, toStoredWords } from '../../src/contact/words.ts';
import { retry } from '../retry.ts';

/** Rows whose words are found out at once, and ids that one statement looks through for rows without words. */
const ROWS_AT_ONCE = 5_000;
const IDS_AT_ONCE = 500_000;

type Wordy = 'app_user' | 'address';
type Row = { id: number; words: string } & Partial<Record<FieldName, string | null>>;

/** Finds out the words of every row, or with `missing` of the rows that have none. */
export async function findWords(d1: D1Database, missing: boolean): Promise<void> {
  await findWordsOf(d1, 'app_user', missing);
  await findWordsOf(d1, 'address', missing);
}

async function findWordsOf(d1: D1Database, table: Wordy, missing: boolean) {
  const columns = SEARCHED[table].map((field) => `"${FIELDS[field].column.name}" as "${field}"`);
  const last = (await retry(() => d1.prepare(`select max(id) as last from ${table}`).first<number>('last'))) ?? 0;
  const select = d1.prepare(
    `select id, words, ${columns} from ${table} where id > ?1 and id <= ?2 ${missing ? `and words = ''` : ''}
     order by id limit ${ROWS_AT_ONCE}`,
  );
  for (let from = 0; from < last; ) {
    const to = Math.min(from + IDS_AT_ONCE, last);
    const { results } = await retry(() => select.bind(from, to).all<Row>());
    const changes = results
      .map((row) => [row.id, toStoredWords(table, row), row.words] as const)
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
