// What the compiler takes of the client and what it refuses, as users have it: by the declarations that are built. Held by
// tsc alone; nothing of it runs.
import { ApiProblem, type ContactOf, createClient, type NewContact } from 'kartei/client';

const client = createClient();
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <_ extends true>() => {};

export async function takes(): Promise<void> {
  await client.page({
    'points.gte': 5,
    'city.in': ['Oslo'],
    'birthday.null': true,
    gender: 'female',
    'gender.ne': null,
  });
  await client.page({ 'last_name.contains': 'ols', 'created.between': ['2025-01-01', '2025-12-31'] });
  await client.page({ any: [{ country: 'NO' }, { 'points.gte': 5 }], sort: ['-points', 'last_name'], facet: 'city' });
  const { data } = await client.page({ fields: ['city', 'points'] });
  isTrue<Equal<(typeof data)[number], ContactOf<'city' | 'points'>>>();
  data[0]!.city satisfies string;
  data[0]!.id satisfies number;
  for await (const row of client.rows()) row.gender satisfies 'female' | 'male' | 'diverse' | null;
  for await (const { birthday } of client.exportRows({ fields: ['birthday'] })) birthday satisfies string | null;
  const shared: NewContact = { first_name: 'A', last_name: 'B', customer_id: 'C', address_id: 3 };
  await client.update(await client.create(shared), { points: 3, phone_number: null });
  const error: unknown = null;
  if (error instanceof ApiProblem && error.type === 'conflict') error.errors[0]?.code satisfies string | undefined;
}

export async function refuses(): Promise<void> {
  // @ts-expect-error numbers have no parts
  await client.page({ 'points.contains': 'x' });
  // @ts-expect-error no such field
  await client.page({ citty: 'Oslo' });
  // @ts-expect-error a number
  await client.page({ 'points.gte': 'many' });
  // @ts-expect-error none of its values
  await client.page({ gender: 'unknown' });
  // @ts-expect-error it always has a value
  await client.page({ 'first_name.null': true });
  // @ts-expect-error it always has a value
  await client.page({ first_name: null });
  // @ts-expect-error two of them
  await client.page({ 'points.between': [1] });
  // @ts-expect-error no field to sort by
  await client.page({ sort: '-citty' });
  // @ts-expect-error it has no facet
  await client.page({ facet: 'points' });
  // @ts-expect-error alternatives have no alternatives
  await client.page({ any: [{ any: [] }] });
  // @ts-expect-error it was not asked for
  (await client.page({ fields: ['city'] })).data[0]?.points;
  // @ts-expect-error the server sets it
  await client.update(7, { created: '2025-01-01T00:00:00Z' });
  // @ts-expect-error it is never without
  await client.update(7, { first_name: null });
  // @ts-expect-error neither an address nor the id of one
  await client.create({ first_name: 'A', last_name: 'B', customer_id: 'C' });
  // @ts-expect-error both an address and the id of one
  await client.create({ first_name: 'A', last_name: 'B', customer_id: 'C', city: 'Oslo', address_id: 3 });
  const problem = new ApiProblem({ type: 'conflict', title: '' });
  // @ts-expect-error no such problem
  problem.type === 'conflictt';
}
