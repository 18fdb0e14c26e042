// What search finds contacts by, built anew from them: the full-text index contact_word and the listed words. In steps,
// each one transaction with the record of how far it came (search_state), so that it may be killed and run beside
// writes: triggers keep true what was built, and leave the rest to the steps to come.
import { NEXT_NUMBER } from '../../src/db/state.ts';
import { retry } from '../retry.ts';
import { findWords } from './wording.ts';

/** Contacts that one statement indexes, and rows that one statement deletes: a fraction of a second. */
const CONTACTS_AT_ONCE = 50_000;
const ROWS_AT_ONCE = 50_000;

/** Behind every id, and behind every word: search_state when all is built. */
const LAST_ID = Number.MAX_SAFE_INTEGER;
const LAST_WORD = '\u{10ffff}';

/** Where the steps of listing words end: some letters each, about as many words, then all that begin with another. */
export const WORD_STEPS = [...'dgkns{', LAST_WORD];
/** Before it there are numbers only, and those are not listed. */
const FIRST_WORD = 'a';

type State = { indexed_to: number; listed_to: string };

/** The statements that empty the index; triggers pass by until it is built. The listed words go when listing begins. */
export function clearSearch(d1: D1Database): D1PreparedStatement[] {
  return [
    d1.prepare(`update search_state set indexed_to = 0, listed_to = '' where id = 1`),
    d1.prepare(`insert into contact_word (contact_word) values ('delete-all')`),
  ];
}

/** Builds what is missing, telling of each step the share of the contacts that are indexed. */
export async function buildSearch(d1: D1Database, onIndexed: (contacts: number) => void = () => {}): Promise<void> {
  if ((await readState(d1)).indexed_to < LAST_ID) {
    await findWords(d1, true);
    await indexContacts(d1, onIndexed);
  }
  await listWords(d1);
}

/** Finds out the words of every contact and builds all anew; one that was stopped is gone on with. */
export async function rebuildSearch(d1: D1Database, onIndexed: (contacts: number) => void = () => {}): Promise<void> {
  const { indexed_to, listed_to } = await readState(d1);
  if (indexed_to === LAST_ID && listed_to === LAST_WORD) await retry(() => d1.batch(clearSearch(d1)));
  if (indexed_to < LAST_ID || listed_to === LAST_WORD) await findWords(d1, false);
  await buildSearch(d1, onIndexed);
  await retry(() => d1.prepare(`update data_state set version = ${NEXT_NUMBER} where id = 1`).run());
}

async function readState(d1: D1Database): Promise<State> {
  return (await retry(() => d1.prepare('select indexed_to, listed_to from search_state').first<State>()))!;
}

async function indexContacts(d1: D1Database, onIndexed: (contacts: number) => void): Promise<void> {
  const index = d1.prepare(
    `insert into contact_word (rowid, words)
     select app_user.id, app_user.words || address.words
     from app_user cross join address on address.id = app_user.address_id
     where app_user.id > ?1 and app_user.id <= ?2 and ?1 = (select indexed_to from search_state)
     order by app_user.id`,
  );
  const advance = d1.prepare('update search_state set indexed_to = ?2 where indexed_to = ?1');
  const end = d1.prepare(
    `update search_state set indexed_to = ${LAST_ID}
     where indexed_to = ?1 and not exists (select 1 from app_user where id > ?1)`,
  );
  for (let from = (await readState(d1)).indexed_to; from < LAST_ID; ) {
    const to = from + CONTACTS_AT_ONCE;
    await retry(() => d1.batch([index.bind(from, to), advance.bind(from, to), end.bind(to)]));
    from = (await readState(d1)).indexed_to;
    onIndexed(to);
  }
}

/** Lists the words with the number of contacts who have them, read off the finished index. */
async function listWords(d1: D1Database): Promise<void> {
  const list = d1.prepare(
    `insert into word (word, contacts) select term, doc from contact_term
     where term >= ?2 and term < ?3 and ?1 = (select listed_to from search_state) and doc > 0
       and length(term) >= 2 and term not glob '*[0-9]*'
       and unicode(term) < 11904 and unicode(term) not between 4352 and 4607`,
  );
  const advance = d1.prepare('update search_state set listed_to = ?2 where listed_to = ?1');
  for (let { listed_to: from } = await readState(d1); from !== LAST_WORD; ) {
    if (from === '') for (const table of ['word', 'word_deletion']) await empty(d1, table);
    const begin = from === '' ? FIRST_WORD : from;
    const end = WORD_STEPS.find((step) => step > begin) ?? LAST_WORD;
    await retry(() => d1.batch([list.bind(from, begin, end), advance.bind(from, end)]));
    from = end;
  }
}

/** Deletes all rows of a table. */
export async function empty(d1: D1Database, table: string): Promise<void> {
  while (await retry(() => d1.prepare(`select 1 from ${table} limit 1`).first())) {
    await retry(() => d1.prepare(`delete from ${table} limit ${ROWS_AT_ONCE}`).run());
  }
}
