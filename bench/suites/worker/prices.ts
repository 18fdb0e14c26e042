// Suite `prices`: what one request of each kind uses of what Cloudflare bills: rows read and written, reads and writes of
// KV, behind the answer too; on a copy, for it writes. Expected: a cold page is priced by its request and by storing it, a
// repeated one by its request alone, and a write by the rows that it writes.
import { openMigrated } from '../../../seed/migration.ts';
import { withCopy } from '../../harness/data.ts';
import { openWorker } from '../../harness/worker.ts';
import { toTextTable } from '../../report/format.ts';
import { CHANGE, CREATE, PRICE_HEAD, PRICED, toPriceRows } from '../../report/prices.ts';
import { finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { summarize } from '../../verdict/percentile.ts';

const CHANGES = 500;
/** For a second an isolate goes by the data version that it knows. */
const LATER_MS = 1100;
const LIST = '/v1/contacts';

interface Asked {
  name: string;
  method?: string;
  path: string;
  body?: object;
  /** Of these the bill is one's share. */
  of?: number;
  /** First there is a pause, or an isolate that knows nothing yet. */
  waitMs?: number;
  isElsewhere?: boolean;
}

export async function measurePrices(persistTo: string, note: (line: string) => void): Promise<Result> {
  return withCopy(persistTo, async (copy) => {
    const { d1, kv, close } = await openMigrated({ persistTo: copy, remote: false });
    try {
      const contacts = Number(await d1.prepare('select contacts from data_state').first('contacts'));
      const result = startResult('prices', { contacts });
      const build = `prices ${Date.now()}`; // another finds nothing in KV
      const open = () => {
        const { kv: counted, counts } = countKv(kv);
        return { counts, ...openWorker(d1, counted, build) };
      };
      const own = open();
      const measure = async ({ name, method = 'GET', path, body, of = 1, ...when }: Asked): Promise<Measurement> => {
        note(name);
        const { ran, send, counts } = when.isElsewhere ? open() : own;
        if (when.waitMs) await new Promise((resume) => setTimeout(resume, when.waitMs));
        ran.length = 0;
        counts.reads = counts.writes = 0;
        const headers = { 'content-type': 'application/json' };
        const { status, text } = await send(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
        if (status >= 300) throw new Error(`${name}: ${status} ${text}`);
        const sum = (pick: (one: (typeof ran)[number]) => number) =>
          ran.reduce((total, one) => total + pick(one), 0) / of;
        const samples = [sum(({ milliseconds }) => milliseconds)];
        return {
          name,
          subject: 'kartei',
          unit: 'ms',
          summary: summarize(samples),
          samples,
          rowsRead: Math.round(sum(({ rowsRead }) => rowsRead)),
          seen: {
            rows_written: sum(({ rowsWritten }) => rowsWritten),
            kv_reads: counts.reads,
            kv_writes: counts.writes,
          },
        };
      };
      const { send } = own;
      await send(LIST); // what an isolate learns once is not priced
      await send(`${LIST}/1`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: '{"points":1}',
      });
      const first = JSON.parse((await send(`${LIST}/2`)).text) as Record<string, unknown>;
      const measurements: Measurement[] = [];
      for (const asked of listAsked(first)) measurements.push(await measure(asked));
      const lines = [
        `What one request uses, and a million cost in dollars (${PRICED}), CPU not counted`,
        '',
        ...toTextTable(PRICE_HEAD, toPriceRows(measurements, null)),
      ];
      return finishResult({ ...result, measurements, lines });
    } finally {
      await close();
    }
  });
}

/** In this order; `known` is a contact whose words a new one may have. */
function listAsked(known: Record<string, unknown>): Asked[] {
  const fields = ['first_name', 'last_name', 'gender', 'street', 'street_number', 'city_code', 'city', 'country'];
  const contact = Object.fromEntries(fields.map((name) => [name, known[name]]));
  const customer = { customer_id: 'KD00000001', phone_number: '+4712345678', birthday: '1980-02-03', points: 5 };
  const operations = Array.from({ length: CHANGES }, (_, at) => ({
    op: 'update',
    id: at + 100,
    changes: { points: at + 7 },
  }));
  return [
    { name: 'first page, cold', path: `${LIST}?limit=50` },
    { name: 'the same, repeated at once', path: `${LIST}?limit=50` },
    { name: 'the same, later', path: `${LIST}?limit=50`, waitMs: LATER_MS },
    { name: 'the same, first in an isolate', path: `${LIST}?limit=50`, isElsewhere: true },
    { name: 'sort by city, cold', path: `${LIST}?sort=city` },
    { name: 'common first name by points, cold', path: `${LIST}?first_name=anna&sort=-points` },
    { name: 'three filters, cold', path: `${LIST}?country=de&gender=female&points.gte=500&sort=last_name` },
    { name: 'search of two words, cold', path: `${LIST}?q=anna+berlin` },
    { name: 'one contact', path: `${LIST}/3` },
    { name: CREATE, method: 'POST', path: LIST, body: { ...contact, ...customer } },
    { name: CHANGE, method: 'PATCH', path: `${LIST}/4`, body: { points: 123_456 } },
    {
      name: `one of ${CHANGES} such changes`,
      method: 'POST',
      path: `${LIST}/batch`,
      body: { operations },
      of: CHANGES,
    },
    { name: 'delete a contact', method: 'DELETE', path: `${LIST}/5` },
  ];
}

/** A KV that counts what is billed of it, key by key. */
function countKv(kv: KVNamespace): { kv: KVNamespace; counts: { reads: number; writes: number } } {
  const counts = { reads: 0, writes: 0 };
  const counted = {
    get: (key: string | string[], options: never) => {
      counts.reads += Array.isArray(key) ? key.length : 1;
      return kv.get(key as never, options);
    },
    put: (...given: Parameters<KVNamespace['put']>) => {
      counts.writes += 1;
      return kv.put(...given);
    },
  };
  return { kv: counted as unknown as KVNamespace, counts };
}
