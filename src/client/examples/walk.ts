// All rows of a list; its pages from the end backwards; a page in the middle.
import { createClient } from 'kartei/client';

const client = createClient({ url: process.env.KARTEI ?? 'http://localhost:8787' });

let points = 0;
for await (const contact of client.rows({ country: 'NO', fields: ['points'] })) points += contact.points;
console.log('points in Norway:', points);

for await (const { data, page } of client.pages({ sort: 'last_activity', limit: 3 }, { back: true })) {
  console.log('the last active:', data.map(({ first_name }) => first_name).join(', '));
  if (page.prev !== null) break;
}

const [middle] = (await client.stops({ sort: 'last_name' })).data.filter(({ position }) => position >= 0.5);
const { data } = await client.page({ sort: 'last_name', ...(middle && { seek: middle.value }), limit: 3 });
console.log('in the middle:', data.map(({ last_name }) => last_name).join(', '));
