// One change of all contacts that match: what is to change, how many it concerns with some of them to see, then its progress.
import { toLabel } from '../../model/columns.ts';
import { toConditions, toWords } from '../../model/condition.ts';
import { WRITABLE } from '../../model/draft.ts';
import { getValue } from '../../model/query.ts';
import { toNumber, toShown } from '../../model/shown.ts';
import type { App, Bulk as BulkState } from '../app.ts';
import { Dialog } from '../overlays.tsx';
import { ValueBox } from './form.tsx';
import { toName } from './panel.tsx';

/** What many contacts may share. */
const SHARED = WRITABLE.filter((name) => name !== 'customer_id');
const DEFAULT_FIELD = 'points';

export function Bulk({ app }: { app: App }) {
  const bulk = app.bulk.value;
  if (!bulk) return null;
  const { state, op } = bulk;
  const { search } = app.place.value;
  const q = getValue(search, 'q');
  const conditions = toConditions(search).map((one) => toWords(one, app.fields));
  const all = q === null ? conditions : [`Found by “${q}”`, ...conditions];
  const isAtWork = state === 'running' || state === 'stopping';
  const close = () => {
    app.act.stopBulk();
    app.bulk.value = null;
  };
  return (
    <Dialog label="Change all that match" isKept={isAtWork} onClose={close}>
      <form
        class="bulk"
        onSubmit={(event) => {
          event.preventDefault();
          if (state === 'finished') close();
          else if (state === 'asked' || (state === 'stopped' && bulk.resume)) app.act.runBulk();
          else app.act.askBulk();
        }}
      >
        <h2>Change all that match</h2>
        <p>{all.length > 0 ? all.join(', and ') : 'All contacts: there is no filter.'}</p>
        {(state === 'editing' || state === 'asking' || state === 'asked') && <Wanted app={app} bulk={bulk} />}
        {bulk.problem && (
          <p class="fault" role="alert">
            {bulk.problem}
          </p>
        )}
        <Found app={app} bulk={bulk} />
        <div class="formbar">
          {!isAtWork && (
            <button
              type="submit"
              class={op === 'delete' && state === 'asked' ? 'primary danger' : 'primary'}
              disabled={state === 'asking'}
            >
              {toButton(bulk)}
            </button>
          )}
          {isAtWork && (
            <button type="button" disabled={state === 'stopping'} onClick={() => app.act.stopBulk()}>
              {state === 'stopping' ? 'Stopping …' : 'Stop'}
            </button>
          )}
          {!isAtWork && state !== 'finished' && (
            <button type="button" onClick={close}>
              {state === 'stopped' ? 'Close' : 'Cancel'}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Wanted({ app, bulk }: { app: App; bulk: BulkState }) {
  const { op, changes } = bulk;
  const [field, value] = toChange(changes);
  const set = (changed: Partial<BulkState>) => {
    app.bulk.value = { ...bulk, matches: null, sample: [], resume: null, problem: null, state: 'editing', ...changed };
  };
  return (
    <p class="row">
      <select
        aria-label="What to do"
        value={op}
        onChange={({ currentTarget }) => set({ op: currentTarget.value as 'update' })}
      >
        <option value="update">Set</option>
        <option value="delete">Delete them</option>
      </select>
      {op === 'update' && (
        <>
          <select
            aria-label="Field"
            value={field}
            onChange={({ currentTarget }) => set({ changes: { [currentTarget.value]: '' } })}
          >
            {SHARED.map((name) => (
              <option key={name} value={name} selected={name === field}>
                {toLabel(name)}
              </option>
            ))}
          </select>
          <span>to</span>
          <ValueBox
            key={field}
            info={app.fields.get(field)}
            name={field}
            value={value}
            label="New value"
            onChange={(next) => set({ changes: { [field]: next } })}
          />
        </>
      )}
    </p>
  );
}

/** How many and some of them; what has been done of it. */
function Found({ app, bulk }: { app: App; bulk: BulkState }) {
  const { matches, state, op, done, skipped, sample, changes } = bulk;
  if (!matches) return null;
  const { value } = matches;
  if (state === 'asking') return <p role="status">{`At least ${toNumber(value)} contacts, and still counting …`}</p>;
  if (state !== 'asked')
    return (
      <>
        <p role="status">
          {`${toNumber(done)} of ${toNumber(value)} ${op === 'delete' ? 'deleted' : 'changed'}`}
          {skipped > 0 && `, ${toNumber(skipped)} did not match any more`}
          {state === 'stopped' && done < value && '. The others are as they were.'}
        </p>
        <progress max={Math.max(value, 1)} value={done + skipped} aria-label="Progress" />
      </>
    );
  if (value === 0) return <p role="status">No contact matches: there is nothing to change.</p>;
  const [field, wanted] = toChange(changes);
  const show = (text: string | number | null | undefined) => {
    const type = app.fields.get(field)?.type;
    return toShown(field, type === 'integer' && text !== '' ? Number(text) : text, type, true) || 'no value';
  };
  return (
    <>
      <p role="status">
        <b>{`${toNumber(value)} ${value === 1 ? 'contact' : 'contacts'}`}</b>
        {sample.length < value && ', among them:'}
      </p>
      <ul class="sample">
        {sample.map((person) => (
          <li key={person.id}>
            <span dir="auto">{toName(person)}</span>{' '}
            <small>{[person.city, toShown('country', person.country, 'text')].filter(Boolean).join(', ')}</small>
            {op === 'update' && (
              <span class="becomes">
                <s>{show(person[field])}</s> → {show(wanted)}
              </span>
            )}
          </li>
        ))}
      </ul>
      {op === 'delete' && <p>They are deleted for good: this cannot be undone.</p>}
    </>
  );
}

function toChange(changes: Record<string, string>): [field: string, value: string] {
  return Object.entries(changes)[0] ?? [DEFAULT_FIELD, ''];
}

function toButton({ state, op, matches, resume }: BulkState): string {
  const value = matches?.value ?? 0;
  if (state === 'asking') return 'Counting …';
  if (state === 'finished') return 'Done';
  if (state === 'stopped') return resume ? 'Go on' : 'See whom it still concerns';
  if (state === 'asked' && value > 0)
    return `${op === 'delete' ? 'Delete' : 'Change'} ${toNumber(value)} ${value === 1 ? 'contact' : 'contacts'}`;
  return 'See whom it concerns';
}
