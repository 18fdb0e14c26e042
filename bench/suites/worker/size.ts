// Suite `size`: how many bytes the database has, by what they are for, and how many writes one writer does a second: alone,
// and 500 in one transaction; on a copy. Expected: two thirds are rows and the indexes of their fields, and a write in a
// batch takes a small part of one that comes alone.
import { DatabaseSync } from 'node:sqlite';
import { openMigrated } from '../../../seed/migration.ts';
import { withCopy } from '../../harness/data.ts';
import { openWorker } from '../../harness/worker.ts';
import { findFile } from '../../postgres/load.ts';
import { BATCH, SINGLE, toSizeRows } from '../../report/cost.ts';
import { toTextTable } from '../../report/format.ts';
import { finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { summarize } from '../../verdict/percentile.ts';

const CHANGES = 500;
/** How many writes are measured: a request waits up to a second behind its answer, to announce what it wrote. */
const WRITES = { singles: 30, batches: 8 };
const LIST = '/v1/contacts';

/** What a table or an index is for, by its name; the first that fits. */
const PARTS: [string, RegExp][] = [
  ['rows of contacts', /^(app_user|address|customer_relationship)$/],
  ['indexes of fields', /^(app_user|address|customer_relationship)_/],
  ['search', /^(contact_word|word)/],
  ['counts by value', /^value_/],
];
const OTHER = 'everything else';

export async function measureSize(persistTo: string, note: (line: string) => void, wanted = WRITES): Promise<Result> {
  note('bytes');
  const { contacts, parts } = readSizes(findFile(persistTo));
  const result = startResult('size', { contacts });
  const sizes = [...parts].map(([name, bytes]): Measurement => {
    const samples = [bytes / 1e6];
    return { name, subject: 'size', unit: 'MB', summary: summarize(samples), samples, seen: { bytes } };
  });
  const writes = await withCopy(persistTo, (copy) => measureWrites(copy, { contacts, ...wanted, note }));
  const measurements = [...sizes, ...writes];
  const lines = toTextTable(['', 'MB', 'bytes a contact'], toSizeRows(sizes, contacts));
  return finishResult({ ...result, measurements, lines });
}

function readSizes(file: string): { contacts: number; parts: Map<string, number> } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const { contacts } = database.prepare('select contacts from data_state').get() as { contacts: number };
    const tables = database.prepare('select name, sum(pgsize) as bytes from dbstat group by name').all();
    const parts = new Map(PARTS.map(([part]) => [part, 0]));
    for (const { name, bytes } of tables as { name: string; bytes: number }[]) {
      const part = PARTS.find(([, fits]) => fits.test(name))?.[0] ?? OTHER;
      parts.set(part, (parts.get(part) ?? 0) + bytes);
    }
    return { contacts, parts };
  } finally {
    database.close();
  }
}

type Wanted = typeof WRITES & { contacts: number; note: (line: string) => void };

/** Milliseconds that the database is busy with a request, behind its answer too: so long it does nothing else. */
async function measureWrites(copy: string, { contacts, singles, batches, note }: Wanted): Promise<Measurement[]> {
  const { d1, kv, close } = await openMigrated({ persistTo: copy, remote: false });
  try {
    const { ran, send } = openWorker(d1, kv, `size ${Date.now()}`);
    const ask = async (method: string, path: string, body: object) => {
      ran.length = 0;
      const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const { status, text } = await send(path, init);
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
      return ran.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    };
    const idOf = (at: number) => 1 + ((at * 7919) % contacts); // spread over the table
    const measure = async (name: string, count: number, run: (at: number) => Promise<number>): Promise<Measurement> => {
      note(name);
      const samples: number[] = [];
      for (let at = 0; at < count; at++) samples.push(await run(at));
      return { name, subject: 'writes', unit: 'ms', summary: summarize(samples), samples };
    };
    return [
      await measure(SINGLE, singles, (at) => ask('PATCH', `${LIST}/${idOf(at)}`, { points: at })),
      await measure(BATCH, batches, (at) => {
        const ids = new Set(Array.from({ length: CHANGES }, (_, place) => idOf(at * CHANGES + place)));
        const operations = [...ids].map((id) => ({ op: 'update', id, changes: { points: at } }));
        return ask('POST', `${LIST}/batch`, { operations });
      }),
    ];
  } finally {
    await close();
  }
}
