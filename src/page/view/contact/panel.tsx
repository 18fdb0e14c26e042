// One contact beside the list: read or edited; the next and the one before are a key away, and it has an address of its own.

import { toWholeName } from '../../avatar.ts';
import type { FieldInfo, Person } from '../../model/answer.ts';
import { toLabel } from '../../model/columns.ts';
import { toCellCondition } from '../../model/condition.ts';
import { change, toHref } from '../../model/query.ts';
import { toShown } from '../../model/shown.ts';
import type { App } from '../app.ts';
import { Picture } from '../picture.tsx';
import { ContactForm } from './form.tsx';

const GROUPS: [title: string, fields: string[]][] = [
  ['Person', ['gender', 'birthday', 'phone_number', 'customer_id']],
  ['Address', ['street', 'street_number', 'city_code', 'city', 'country']],
  ['Loyalty', ['points', 'last_activity', 'relationship_created']],
  ['Record', ['id', 'created', 'last_updated', 'address_id', 'relationship_id']],
];

export function Panel({ app }: { app: App }) {
  const { search, beside } = app.place.value;
  if (beside === null) return null;
  const draft = app.drafts.value[String(beside)];
  const contact = app.contact.value;
  const person = contact && contact.id === beside ? contact.person : null;
  const problem = contact && contact.id === beside ? contact.problem : null;
  const ids = app.list.value.answer?.data.map(({ id }) => id) ?? [];
  const at = typeof beside === 'number' ? ids.indexOf(beside) : -1;
  const step = (by: number) => (at >= 0 ? ids[at + by] : undefined);
  const name = person ? toName(person) : '';
  return (
    <aside class="panel" aria-label={beside === 'new' ? 'New contact' : 'Contact'}>
      <div class="panelbar">
        <Step app={app} id={step(-1)} label="Previous contact" sign="↑" shortcut="k" />
        <Step app={app} id={step(1)} label="Next contact" sign="↓" shortcut="j" />
        <span class="space" />
        {person && !draft && app.mayWrite && (
          <>
            <button type="button" class="scripted" title="Edit (Enter)" onClick={() => app.act.startDraft()}>
              Edit
            </button>
            <button
              type="button"
              class="scripted danger"
              title="Delete; it can be undone for a moment (Delete)"
              onClick={() => app.act.remove()}
            >
              Delete
            </button>
          </>
        )}
        <a class="close" href={toHref({ search, beside: null })} aria-label="Close" title="Close (Esc)">
          ×
        </a>
      </div>
      {beside === 'new' && <h2>New contact</h2>}
      {person && (
        <header class="who">
          <Picture
            person={{ id: person.id, first_name: String(person.first_name), last_name: String(person.last_name) }}
          />
          <div>
            <h2 dir="auto">{name}</h2>
            <p>{[person.city, toShown('country', person.country, 'text')].filter(Boolean).join(', ')}</p>
          </div>
        </header>
      )}
      {draft && <ContactForm key={String(beside)} app={app} id={String(beside)} draft={draft} />}
      {person && !draft && <Details app={app} person={person} search={search} />}
      {problem && (
        <p class="fault" role="alert">
          {problem.status === 404 ? 'This contact is gone.' : problem.title}
        </p>
      )}
      {!person && !problem && beside !== 'new' && <div class="skeleton" role="img" aria-label="Loading" />}
    </aside>
  );
}

export function toName(person: Person): string {
  return toWholeName(String(person.first_name ?? ''), String(person.last_name ?? '')) || `#${person.id}`;
}

interface StepProps {
  app: App;
  id: number | undefined;
  label: string;
  sign: string;
  shortcut: string;
}

function Step({ app, id, label, sign, shortcut }: StepProps) {
  if (id === undefined)
    return (
      <span class="step off" aria-hidden="true">
        {sign}
      </span>
    );
  const { search } = app.place.value;
  return (
    <a class="step" href={toHref({ search, beside: id })} aria-label={label} title={`${label} (${shortcut})`}>
      {sign}
    </a>
  );
}

function Details({ app, person, search }: { app: App; person: Person; search: string }) {
  const known = new Set(GROUPS.flatMap(([, fields]) => fields));
  const more = [...app.fields.keys()].filter((name) => !known.has(name) && !['first_name', 'last_name'].includes(name));
  const groups = [...GROUPS, ['More', more] as const].filter(([, fields]) => fields.length > 0);
  return groups.map(([title, fields]) => (
    <section key={title} class="group">
      <h3>{title}</h3>
      <dl>
        {fields
          .filter((name) => app.fields.has(name))
          .map((name) => (
            <Detail key={name} app={app} field={app.fields.get(name)!} person={person} search={search} />
          ))}
      </dl>
    </section>
  ));
}

interface DetailProps {
  app: App;
  field: FieldInfo;
  person: Person;
  search: string;
}

function Detail({ app, field, person, search }: DetailProps) {
  const { name, type } = field;
  const value = person[name] ?? null;
  const shown = toShown(name, value, type, true);
  const to = (isWanted: boolean) => {
    const [parameter, wanted] = toCellCondition(name, value, isWanted);
    return toHref({ search: change(search, { [parameter]: wanted }), beside: app.place.value.beside });
  };
  const label = `${toLabel(name)} ${shown || 'without a value'}`;
  return (
    <div class="pair">
      <dt>{toLabel(name)}</dt>
      <dd>
        {shown === '' ? <span class="none">–</span> : <span dir="auto">{shown}</span>}
        <span class="only">
          <a href={to(true)} aria-label={`Only this: ${label}`}>
            only
          </a>
          <a href={to(false)} aria-label={`Not this: ${label}`}>
            not
          </a>
        </span>
      </dd>
    </div>
  );
}
