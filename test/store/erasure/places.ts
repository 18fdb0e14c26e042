// Everything that is stored, as it is: each row of each table of D1, those of the full-text indexes and their vocabularies
// included, and each entry of KV; searched for texts.
import { env } from 'cloudflare:workers';

/** Tables of the runtime, which D1 does not show; and the index without content, which is read by its own tables. */
const HIDDEN = /^_cf_|^contact_word$/;
/** The first letters of a word are not in an index where the word before has them; what is left of a short one says nothing. */
const SHARED_LETTERS = 2;
const LEAST_LETTERS = 4;

const decoder = new TextDecoder();

function toText(value: unknown): string {
  if (Array.isArray(value)) return decoder.decode(new Uint8Array(value)); // D1 gives bytes as a list of numbers
  if (value instanceof ArrayBuffer) return decoder.decode(value);
  return String(value ?? '');
}

/** The tables of D1 in which one of the texts occurs, in whatever case. */
export async function findInTables(texts: string[]): Promise<string[]> {
  const { results } = await env.DB.prepare("select name from sqlite_master where type = 'table' order by name").all<{
    name: string;
  }>();
  const found: string[] = [];
  for (const { name } of results.filter(({ name }) => !HIDDEN.test(name))) {
    const whole = texts.map((text) => text.toLowerCase());
    const ends = whole.map((text) => text.slice(SHARED_LETTERS)).filter((text) => text.length >= LEAST_LETTERS);
    const sought = name.endsWith('_data') ? ends : whole;
    const rows = await env.DB.prepare(`select * from "${name}"`).raw();
    const has = (value: unknown) => sought.some((text) => toText(value).toLowerCase().includes(text));
    if (rows.some((row) => row.some(has))) found.push(name);
  }
  return found;
}

/** The entries of KV in which one of the texts occurs, with the seconds that each may live on from now. */
export async function findInKv(texts: string[]): Promise<{ name: string; seconds: number }[]> {
  const found: { name: string; seconds: number }[] = [];
  const { keys } = await env.KV.list();
  for (const { name, expiration } of keys) {
    const text = decoder.decode((await env.KV.get(name, 'arrayBuffer'))!).toLowerCase();
    const seconds = (expiration ?? Number.POSITIVE_INFINITY) - Date.now() / 1000;
    if (texts.some((sought) => text.includes(sought.toLowerCase()))) found.push({ name, seconds });
  }
  return found;
}
