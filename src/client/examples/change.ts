// All that match are changed: looked at first, then to the end, with progress.
import { createClient } from 'kartei/client';

const client = createClient({ url: process.env.KARTEI ?? 'http://localhost:8787' });

const action = await client.action({
  filter: { country: 'NO', 'points.lt': 100 },
  op: 'update',
  changes: { points: 100 },
});
console.log(action.matches.value, 'contacts, for example', action.sample[0]?.first_name);
const { done } = await action.run({
  onProgress: ({ done, remaining }) => console.log(done, 'done,', remaining, 'to go'),
});
console.log('changed:', done);
