// One contact beside the list: read, edited under its entity tag, made once however often it is sent, deleted after a
// moment in which that can be undone.
import type { Person } from '../model/answer.ts';
import { type Draft, toChanges, toDraft } from '../model/draft.ts';
import type { Beside } from '../model/query.ts';
import type { App } from '../view/app.ts';
import { toName } from '../view/contact/panel.tsx';
import { forgetAdornments } from './adorn.ts';
import { ask, type Reply } from './api.ts';
import { checkForNews } from './poll.ts';
import { say } from './toast.ts';

const UNDO_MS = 7000;
const GONE = 'This contact has been deleted meanwhile.';

export async function openContact(app: App, beside: Beside): Promise<void> {
  if (beside === 'new') return startNew(app);
  if (beside === null) return;
  const known = app.contact.value;
  if (known?.id !== beside) app.contact.value = null;
  const reply = await ask<Person>(`/v1/contacts/${beside}`);
  if (app.place.value.beside !== beside) return; // another one is open by now
  if (reply.status === 0 && known?.id === beside) return;
  app.contact.value = { id: beside, person: reply.body, tag: reply.tag, problem: reply.problem };
}

function startNew(app: App): void {
  if (!app.drafts.value.new) setDraft(app, 'new', toDraft(null, null, crypto.randomUUID()));
}

export function startDraft(app: App): void {
  const contact = app.contact.value;
  if (app.mayWrite && contact?.person && contact.id === app.place.value.beside)
    setDraft(app, String(contact.id), toDraft(contact.person, contact.tag, null));
}

export function dropDraft(app: App): void {
  const { beside, search } = app.place.value;
  setDraft(app, String(beside), null);
  if (beside === 'new') app.act.go({ search, beside: null });
  else void openContact(app, beside);
}

function setDraft(app: App, id: string, draft: Draft | null): void {
  const { [id]: _, ...others } = app.drafts.value;
  app.drafts.value = draft ? { ...others, [id]: draft } : others;
}

export async function saveDraft(app: App): Promise<void> {
  const id = String(app.place.value.beside);
  const draft = app.drafts.value[id];
  if (!draft || draft.isSaving) return;
  const body = toChanges(draft, app.fields);
  if (Object.keys(body).length === 0 && draft.base) return setDraft(app, id, null);
  setDraft(app, id, { ...draft, isSaving: true });
  const reply = draft.base
    ? await ask<Person>(`/v1/contacts/${id}`, { method: 'PATCH', body, headers: { 'If-Match': draft.tag ?? '*' } })
    : await ask<Person>('/v1/contacts', { method: 'POST', body, headers: { 'Idempotency-Key': draft.key ?? '' } });
  const now = { ...(app.drafts.value[id] ?? draft), isSaving: false }; // it may have been typed on meanwhile
  if (reply.body) return saved(app, id, reply as Reply<Person> & { body: Person });
  if (reply.status === 412) return meet(app, id, now);
  if (reply.status === 404 && draft.base) return setDraft(app, id, { ...now, faults: { '': GONE } });
  const isNew = !draft.base && reply.status !== 0; // another attempt is another request
  setDraft(app, id, { ...now, faults: toFaults(reply), ...(isNew && { key: crypto.randomUUID() }) });
}

function saved(app: App, id: string, { body, tag }: Reply<Person> & { body: Person }): void {
  setDraft(app, id, null);
  forgetAdornments();
  app.contact.value = { id: body.id, person: body, tag, problem: null };
  const { list } = app;
  const { answer } = list.value;
  if (answer) {
    const patch = (row: Person) =>
      row.id === body.id
        ? (Object.fromEntries(Object.keys(row).map((name) => [name, body[name] ?? null])) as Person)
        : row;
    list.value = { ...list.value, answer: { ...answer, data: answer.data.map(patch) } };
  }
  if (id === 'new') app.act.go({ beside: body.id }, true);
  say(app, id === 'new' ? `${toName(body)} is added` : 'Saved');
  void checkForNews(app);
}

/** Another has written: theirs is read, and shown beside what was typed. */
async function meet(app: App, id: string, draft: Draft): Promise<void> {
  const reply = await ask<Person>(`/v1/contacts/${id}`);
  if (reply.body && reply.tag) return setDraft(app, id, { ...draft, theirs: { person: reply.body, tag: reply.tag } });
  setDraft(app, id, { ...draft, faults: { '': reply.status === 404 ? GONE : (reply.problem?.title ?? '') } });
}

function toFaults({ problem, status }: Reply<Person>): Record<string, string> {
  const faults = problem?.errors ?? [];
  const known = Object.fromEntries(
    faults.map(({ parameter, detail, suggestion }) => [
      parameter,
      suggestion ? `${detail} Did you mean ${suggestion}?` : detail,
    ]),
  );
  if (faults.length > 0) return known;
  return {
    '':
      status === 0
        ? 'Not saved: the server cannot be reached. Try again.'
        : (problem?.detail ?? problem?.title ?? 'Not saved.'),
  };
}

interface Leaving {
  send: (isLast: boolean) => Promise<void>;
}

const leaving = new Map<number, Leaving>();

/** Takes the contact out of sight; it is deleted when the moment to undo that has passed, or the page is left. */
export function remove(app: App): void {
  const contact = app.contact.value;
  if (!app.mayWrite || !contact?.person || contact.id !== app.place.value.beside) return;
  const { id, person, tag } = contact;
  const ids = app.list.value.answer?.data.map((row) => row.id).filter((one) => !app.leaving.value.includes(one)) ?? [];
  const next = ids[ids.indexOf(id) + 1] ?? null;
  app.leaving.value = [...app.leaving.value, id];
  const back = () => {
    leaving.delete(id);
    app.leaving.value = app.leaving.value.filter((one) => one !== id);
  };
  const send = async (isLast: boolean) => {
    leaving.delete(id);
    const reply = await ask(`/v1/contacts/${id}`, { method: 'DELETE', headers: { 'If-Match': tag ?? '*' }, isLast });
    if (reply.status === 204 || reply.status === 404) {
      forgetAdornments();
      return void checkForNews(app);
    }
    back();
    say(
      app,
      reply.status === 412
        ? `${toName(person)} has been changed meanwhile and is not deleted`
        : (reply.problem?.title ?? 'Not deleted'),
    );
  };
  leaving.set(id, { send });
  app.act.go({ beside: ids.includes(id) ? next : null });
  const timer = setTimeout(() => void send(false), UNDO_MS);
  const undo = () => {
    clearTimeout(timer);
    back();
    app.act.go({ beside: id });
  };
  say(app, `${toName(person)} is deleted`, { label: 'Undo', run: undo }, UNDO_MS);
}

export function listenToLeaving(): void {
  addEventListener('pagehide', () => {
    for (const { send } of [...leaving.values()]) void send(true);
  });
}
