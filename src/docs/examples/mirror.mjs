// Keeps a copy of all contacts in step with Kartei: node mirror.mjs http://localhost:8787 copy.json [token]. To be run again
// and again; ../keep-in-step.md says why it misses nothing.
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

const [kartei, file, token] = process.argv.slice(2);
const copy = JSON.parse(await readFile(file, 'utf8').catch(() => '{ "contacts": {} }'));
const sent = token ? { Authorization: `Bearer ${token}` } : {};

/** What each line of an answer says: one of a list, many of an export, whose last line must say that it is whole. */
async function* read(path) {
  const answer = await fetch(new URL(path, kartei), { headers: sent });
  if (!answer.ok) throw new Error(await answer.text());
  for (const name of ['X-Data-Version', 'X-D1-Bookmark'])
    if (answer.headers.has(name)) sent[name] = answer.headers.get(name);
  for await (const line of createInterface(Readable.fromWeb(answer.body))) {
    const said = JSON.parse(line);
    if (said['#end']) return;
    if (said['#next']) return yield* read(said['#next']);
    yield said;
  }
  throw new Error('The export broke off.');
}

const { data, total } = (await read('/v1/contacts?sort=-last_updated&limit=1').next()).value;
const changed = copy.since ? `&sort=last_updated&last_updated.gte=${copy.since}` : '';
for await (const contact of read(`/v1/contacts/export?format=ndjson${changed}`)) copy.contacts[contact.id] = contact;
if (data[0]) copy.since = new Date(Date.parse(data[0].last_updated) - 60_000).toISOString().replace('.000', '');

if (total.value < Object.keys(copy.contacts).length) {
  const alive = new Set();
  for await (const { id } of read('/v1/contacts/export?format=ndjson&fields=id')) alive.add(String(id));
  for (const id in copy.contacts) if (!alive.has(id)) delete copy.contacts[id];
}
await writeFile(file, JSON.stringify(copy));
