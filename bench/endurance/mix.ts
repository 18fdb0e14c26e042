// Requests of every kind, as many people and programs send them at once: request `at` is always the same one. One in eleven
// writes; what is deleted is hardly ever there, so the data grows by two in a hundred of the requests.
import { Draws } from '../../seed/generate/draw.ts';
import { toUnseen } from '../cases/unseen.ts';
import type { Sent } from '../harness/client.ts';

export interface Mixed extends Sent {
  path: string;
}

export interface MixedFrom {
  contacts: number;
  /** Lists, as they are asked behind the question mark. */
  lists: string[];
  /** Another for each run: what it asks is new to every cache. */
  salt: number;
}

const LIST = '/v1/contacts';
/** Beside the kinds of things that the seed draws for. */
const KIND_OF_MIX = 103;
const MOST_POINTS = 5000;
const WORDS = ['anna', 'mar', 'ols', 'ber', 'jo', 'müller', 'kim', 'storg'];
const ADDRESS = { street: 'Storgata', street_number: '5', city_code: '0155', city: 'Oslo', country: 'NO' };
const PERSON = { first_name: 'Åda', last_name: 'Øverås' };

/** Of a hundred requests, how many are of each kind; each gives its request. */
export function toMixed(at: number, { contacts, lists, salt }: MixedFrom): Mixed {
  const draws = new Draws(1, KIND_OF_MIX, at);
  const kind = draws.below(100);
  const id = 1 + draws.below(contacts);
  const list = lists[at % lists.length]!;
  const word = encodeURIComponent(WORDS[draws.below(WORDS.length)]!);
  if (kind < 30) return { path: `${LIST}?${toUnseen(list, salt + at)}` };
  if (kind < 55) return { path: `${LIST}?${list}` };
  if (kind < 65) return { path: `${LIST}/${id}` };
  if (kind < 75) return { path: `${LIST}?q=${word}&limit=20&points.gte=${draws.below(MOST_POINTS)}` };
  if (kind < 80) return { path: `${LIST}?q=${word}&sort=-points` };
  if (kind < 84) return { path: `${LIST}/count?first_name.startswith=${word}&points.gte=${draws.below(MOST_POINTS)}` };
  if (kind < 87) return { path: `${LIST}?first_name.startswith=${word}&facet=gender,country&limit=10` };
  if (kind < 88) return { path: `${LIST}/export?id.between=${id},${id + 300}` };
  if (kind < 90) return { path: `${LIST}/stops?sort=last_name` };
  if (kind < 97) return { path: `${LIST}/${id}`, method: 'PATCH', body: { points: draws.below(MOST_POINTS) } };
  const body = { ...PERSON, ...ADDRESS, customer_id: `MIX-${salt}-${at}` };
  if (kind < 99) return { path: LIST, method: 'POST', body, headers: { 'Idempotency-Key': `mix-${salt}-${at}` } };
  const filter = { customer_id: `MIX-${salt}-${draws.below(at + 1)}` };
  return { path: `${LIST}/actions`, method: 'POST', body: { filter, op: 'delete' } };
}
