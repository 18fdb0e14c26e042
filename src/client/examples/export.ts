// All that match, as a file that is whole or fails; and row by row.
import { open } from 'node:fs/promises';
import { createClient } from 'kartei/client';

const client = createClient({ url: process.env.KARTEI ?? 'http://localhost:8787' });

const file = await open(process.env.FILE ?? 'contacts.csv', 'w');
const onProgress = (rows: number) => process.stderr.write(`\r${rows} rows`);
for await (const bytes of client.export({ country: 'NO', sort: 'last_name' }, { onProgress })) await file.write(bytes);
await file.close();

const cities = new Map<string, number>();
for await (const { city } of client.exportRows({ country: 'NO', fields: ['city'] }))
  cities.set(city, (cities.get(city) ?? 0) + 1);
console.log('cities:', cities.size);
