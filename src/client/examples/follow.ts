// Another system is kept in step: everything once, then what has changed since, and now and then whom nobody has any more.
import { type ContactOf, createClient } from 'kartei/client';

const client = createClient({ url: process.env.KARTEI ?? 'http://localhost:8787' });
const copy = new Map<number, ContactOf>(); // the other system
let newest = '';

async function follow(): Promise<void> {
  const since = newest && new Date(Date.parse(newest) - 60_000).toISOString().replace('.000', '');
  for await (const contact of client.exportRows(since ? { 'last_updated.gte': since } : {})) {
    copy.set(contact.id, contact);
    if (contact.last_updated > newest) newest = contact.last_updated;
  }
}

async function forgetDeleted(): Promise<void> {
  const gone = new Set(copy.keys());
  for await (const { id } of client.exportRows({ fields: ['id'] })) gone.delete(id);
  for (const id of gone) copy.delete(id);
}

await follow(); // each minute, where the version has moved
await forgetDeleted(); // each night
console.log('in step:', copy.size, newest, await client.version());
