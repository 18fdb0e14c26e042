// A contact is made, read, changed, changed by two at once, and deleted.
import { ApiProblem, createClient } from 'kartei/client';

const client = createClient({ url: process.env.KARTEI ?? 'http://localhost:8787' });

const created = await client.create({
  first_name: 'Ada',
  last_name: 'Olsen',
  customer_id: `example-${Date.now()}`,
  street: 'Storgata',
  street_number: '5',
  city_code: '0155',
  city: 'Oslo',
  country: 'NO',
});
const { data } = await client.page({ customer_id: created.customer_id }); // it is there, whatever is cached
const changed = await client.update(data[0]!, { points: 412 });
console.log('created and changed:', changed.id, changed.points);

try {
  await client.update(created, { points: 0 }); // as it was before
} catch (problem) {
  if (!(problem instanceof ApiProblem) || problem.type !== 'precondition-failed') throw problem;
  console.log('somebody changed it:', (await client.get(created.id)).points);
}
await client.delete(changed);
