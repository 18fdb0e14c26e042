// One page: filtered, sorted, with its total, and what was wrong with a request.
import { ApiProblem, createClient } from 'kartei/client';

const client = createClient({
  url: process.env.KARTEI ?? 'http://localhost:8787',
  token: process.env.KARTEI_TOKEN ?? '',
});

const { data, total } = await client.page({
  'country.in': ['NO', 'SE'],
  'points.gte': 100,
  sort: ['-points', 'last_name'],
  fields: ['first_name', 'last_name', 'points'],
  limit: 5,
});
for (const { first_name, last_name, points } of data) console.log(points, first_name, last_name);
console.log(total?.relation === 'eq' ? 'of' : 'of at least', total?.value);

try {
  await client.page({ cursor: 'of another place' });
} catch (problem) {
  if (!(problem instanceof ApiProblem)) throw problem;
  console.log(problem.type, problem.errors);
}
