// The tag `sql` and its pieces, as drizzle's own, whose statements these are; made without asking of each chunk whether it
// is a table, which drizzle does for a cache that is not used here and which took longer than planning. Pure.
import { Name, SQL, type SQLChunk, StringChunk } from 'drizzle-orm';

export type { SQL };

class Statement extends SQL {
  constructor(chunks: SQLChunk[]) {
    super([]);
    (this as { queryChunks: SQLChunk[] }).queryChunks = chunks;
  }
}

/** The texts of each template in the code, made once. */
const templates = new WeakMap<TemplateStringsArray, StringChunk[]>();

/** A statement, or a part of one: what is put in is a parameter, unless it is SQL itself. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): SQL {
  let texts = templates.get(strings);
  if (!texts) {
    texts = strings.map((text) => new StringChunk(text));
    templates.set(strings, texts);
  }
  const chunks: SQLChunk[] = [texts[0]!];
  for (let at = 0; at < values.length; at++) chunks.push(values[at] as SQLChunk, texts[at + 1]!);
  return new Statement(chunks);
}

/** A text that is SQL as it stands. */
sql.raw = (text: string): SQL => new Statement([new StringChunk(text)]);

/** A name, in quotes. */
sql.identifier = (name: string): Name => new Name(name);

/** The chunks one after the other, the separator between each two. */
sql.join = (chunks: SQLChunk[], separator: SQLChunk): SQL => {
  const joined: SQLChunk[] = [];
  for (const [at, chunk] of chunks.entries()) {
    if (at > 0) joined.push(separator);
    joined.push(chunk);
  }
  return new Statement(joined);
};
