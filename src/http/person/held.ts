// What is held on one contact, read at once: its rows, the words by which search finds it, who wrote what to it, what stored
// answers tell of it. It may be gone; then what is left of it.
import type { Context } from 'hono';
import { toContact } from '../../contact/contact.ts';
import { selectDataState } from '../../db/state.ts';
import { Problem } from '../../problem.ts';
import { selectContact, selectWords } from '../../sql/contacts.ts';
import { readFresh } from '../../version/fresh.ts';
import { type AuditEntry, selectHistory } from '../../write/statements/audit.ts';
import { selectAnswers } from '../../write/statements/erasure.ts';
import type { AppEnv } from '../context.ts';
import { type HistoryAsked, MOST_ENTRIES } from './asked.ts';
import { COPIES } from './copies.ts';

/** Throws not-found where there never was such a contact, or it is long gone. */
export async function readHistory(context: Context<AppEnv>, id: number, { limit, before }: HistoryAsked) {
  const { database, clientVersion } = context.var;
  const read = async () => {
    const history = selectHistory(id, { before, most: limit + 1 });
    const [found, entries, state] = await database.run(selectContact(id), history, selectDataState);
    return { found, entries, state };
  };
  const { found, entries, state } = await readFresh(read, { env: context.env, database, clientVersion });
  if (!found && entries.length === 0 && before === null) throw toMissing(id);
  return { history: toHistory(entries, limit), version: state.version };
}

export async function readHeld(context: Context<AppEnv>, id: number) {
  const { database, clientVersion } = context.var;
  const read = async () => {
    const history = selectHistory(id, { before: null, most: MOST_ENTRIES + 1 });
    const [found, words, entries, answers, state] = await database.run(
      selectContact(id),
      selectWords(id),
      history,
      selectAnswers(id),
      selectDataState,
    );
    return { found, words, entries, answers, state };
  };
  const reader = { env: context.env, database, clientVersion };
  const { found, words, entries, answers, state } = await readFresh(read, reader);
  if (!found && entries.length === 0) throw toMissing(id);
  const held = {
    id,
    contact: found && toContact(found.fields),
    words,
    history: toHistory(entries, MOST_ENTRIES),
    answers: answers.map(({ until, fields }) => ({ until, contact: toContact(fields) })),
    copies: COPIES,
  };
  return { held, version: state.version };
}

/** `next` is where the next page begins; null at the end. */
function toHistory(entries: AuditEntry[], limit: number) {
  const shown = entries.slice(0, limit);
  const next = entries.length > limit ? String(shown.at(-1)!.id) : null;
  return { data: shown.map(({ id: _, ...entry }) => entry), page: { limit, next } };
}

function toMissing(id: number): Problem {
  return new Problem('not-found', { detail: `No contact ${id}, and nothing is held on one that was.` });
}
