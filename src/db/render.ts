// Statement → its text and parameters, the same as drizzle's dialect writes; that one asks of each chunk what it is by
// walking prototypes, which took longer than planning. What is not known here is left to it. Pure.
import { Column, Name, SQL, type SQLChunk, StringChunk, Table } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';

export interface Rendered {
  sql: string;
  params: unknown[];
}

const dialect = new SQLiteSyncDialect();
/** Columns and tables are always written in the same way. */
const names = new WeakMap<object, string>();

/** With `inline`, parameters are written into the text, quoted, and there are none. */
export function render(statement: SQL, { inline = false } = {}): Rendered {
  const params: unknown[] = [];
  let text = '';
  const add = (chunk: unknown): void => {
    if (chunk instanceof StringChunk) for (const part of chunk.value) text += part;
    else if (chunk instanceof SQL) for (const part of chunk.queryChunks) add(part);
    else if (chunk instanceof Name) text += dialect.escapeName(chunk.value);
    else if (!inline && (typeof chunk === 'string' || typeof chunk === 'number')) {
      text += dialect.escapeParam(params.length);
      params.push(chunk);
    } else if (chunk instanceof Column || chunk instanceof Table) text += toName(chunk);
    else {
      const others = new SQL([chunk as SQLChunk]);
      const query = dialect.sqlToQuery(inline ? others.inlineParams() : others);
      text += query.sql;
      params.push(...query.params);
    }
  };
  add(statement);
  return { sql: text, params };
}

function toName(chunk: Column | Table): string {
  const known = names.get(chunk) ?? dialect.sqlToQuery(new SQL([chunk])).sql;
  names.set(chunk, known);
  return known;
}
