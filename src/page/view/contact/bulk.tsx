// One change of all contacts that match: what is to change, how many it concerns with some of them to see, then its progress.
import { toLabel } from '../../model/columns.ts';
import { toConditions, toWords } from '../../model/condition.ts';
import { WRITABLE } from '../../model/draft.ts';
import { toNumber, toShown } from '../../model/shown.ts';
import type { App, Bulk as BulkState } from '../app.ts';
import { toName } from './panel.tsx';

/** What many contacts may share. */
const SHARED = WRITABLE.filter((name) => !['customer_id', 'phone_number'].includes(name));

export function Bulk({ app }: { app: App }) {
  const bulk = app.bulk.value;
  if (!bulk) return null;
  const set = (changes: Partial<BulkState>) => {
    app.bulk.value = { ...bulk, matches: null, confirm: null, problem: null, state: 'editing', ...changes };
  };
  const close = () => {
    app.bulk.value = null;
  };
  const [field = 'points', value = ''] = Object.entries(bulk.changes)[0] ?? [];
  const conditions = toConditions(app.place.value.search).map((one) => toWords(one, app.fields));
  const isBusy = bulk.state === 'asking' || bulk.state === 'running';
  return (
    <div class="veil">
      <div class="dialog bulk" role="dialog" aria-modal="true" aria-labelledby="bulk-title">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (bulk.state === 'editing') app.act.askBulk();
            else if (bulk.state === 'asked') app.act.runBulk();
            else if (bulk.state === 'finished') close();
          }}
        >
          <h2 id="bulk-title">Change all that match</h2>
          <p>{conditions.length > 0 ? conditions.join(', and ') : 'All contacts: there is no filter.'}</p>
          {bulk.state !== 'finished' && (
            <p class="row">
              <select
                aria-label="What to do"
                value={bulk.op}
                disabled={isBusy}
                onChange={({ currentTarget }) => set({ op: currentTarget.value as 'update' })}
              >
                <option value="update">Set</option>
                <option value="delete">Delete them</option>
              </select>
              {bulk.op === 'update' && (
                <>
                  <select
                    aria-label="Field"
                    value={field}
                    disabled={isBusy}
                    onChange={({ currentTarget }) => set({ changes: { [currentTarget.value]: '' } })}
                  >
                    {SHARED.map((name) => (
                      <option key={name} value={name} selected={name === field}>
                        {toLabel(name)}
                      </option>
                    ))}
                  </select>
                  <span>to</span>
                  <input
                    aria-label="New value"
                    value={value}
                    disabled={isBusy}
                    onInput={({ currentTarget }) => set({ changes: { [field]: currentTarget.value } })}
                  />
                </>
              )}
            </p>
          )}
          {bulk.matches && <Matches bulk={bulk} />}
          {bulk.problem && (
            <p class="fault" role="alert">
              {bulk.problem}
            </p>
          )}
          <div class="formbar">
            <button
              type="submit"
              class={bulk.op === 'delete' && bulk.state === 'asked' ? 'primary danger' : 'primary'}
              disabled={isBusy}
            >
              {toButton(bulk)}
            </button>
            {bulk.state !== 'finished' && (
              <button type="button" onClick={close} disabled={bulk.state === 'running'}>
                Cancel
              </button>
            )}
          </div>
        </form>
      </div>
    </div>
  );
}

function Matches({ bulk }: { bulk: BulkState }) {
  const { value, relation } = bulk.matches!;
  const isDone = bulk.state === 'running' || bulk.state === 'finished';
  return (
    <>
      <p role="status">
        {isDone
          ? `${toNumber(bulk.done)} of ${toNumber(value)} done`
          : `${relation === 'eq' ? '' : 'At least '}${toNumber(value)} contacts, among them:`}
      </p>
      {isDone ? (
        <progress max={Math.max(value, 1)} value={bulk.done} aria-label="Progress" />
      ) : (
        <ul class="sample">
          {bulk.sample.map((person) => (
            <li key={person.id}>
              {toName(person)}
              <small> {[person.city, toShown('country', person.country, 'text')].filter(Boolean).join(', ')}</small>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function toButton({ state, op, matches }: BulkState): string {
  if (state === 'asking') return 'Counting …';
  if (state === 'running') return 'At work …';
  if (state === 'finished') return 'Done';
  if (state === 'asked') return `${op === 'delete' ? 'Delete' : 'Change'} ${toNumber(matches?.value ?? 0)} contacts`;
  return 'See whom it concerns';
}
