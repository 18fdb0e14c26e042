// Without the client: fetch alone. Nothing is sent again, and nothing is remembered.
interface PlainAnswer {
  data: { id: number; last_name: string }[];
  links: { next: string | null };
}

export async function* readAll(url: string, path: string) {
  for (let next: string | null = path; next !== null; ) {
    const response: Response = await fetch(new URL(next, url), { headers: { Accept: 'application/json' } });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error((answer as { title: string }).title);
    const { data, links } = answer as PlainAnswer;
    yield* data;
    next = links.next; // null is the only sign of the end: a page may be short
  }
}

let rows = 0;
const path = '/v1/contacts?country=NO&sort=last_name&limit=200&count=none';
for await (const _ of readAll(process.env.KARTEI ?? 'http://localhost:8787', path)) rows++;
console.log('in Norway:', rows);
