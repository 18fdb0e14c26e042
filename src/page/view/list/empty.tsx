// What stands in place of rows: an empty result with the filters that emptied it, or what was wrong with the query.
import { toConditions, toWords } from '../../model/condition.ts';
import { change, getValue, toHref } from '../../model/query.ts';
import type { App } from '../app.ts';

export function Empty({ app }: { app: App }) {
  const { answer, search } = app.list.value;
  const { beside } = app.place.value;
  if (!answer || answer.data.length > 0 || answer.page.partial || app.isBusy.value) return null;
  const q = getValue(search, 'q');
  const conditions = toConditions(search).map((condition) => ({
    name: condition.name,
    words: toWords(condition, app.fields),
  }));
  const all = q ? [{ name: 'q', words: `the search “${q}”` }, ...conditions] : conditions;
  const without = app.without.value;
  if (all.length === 0)
    return (
      <div class="empty">
        <h2>{answer.page.prev ? 'The list ends before here' : 'No contacts yet'}</h2>
        <p>
          <a
            href={
              answer.page.prev
                ? toHref({ search: change(search, { cursor: 'last' }), beside })
                : toHref({ search, beside: 'new' })
            }
          >
            {answer.page.prev ? 'Go to the last page' : 'Add the first one'}
          </a>
        </p>
      </div>
    );
  return (
    <div class="empty">
      <h2>No contact matches</h2>
      <ul>
        {all.map(({ name, words }) => (
          <li key={name}>
            <a href={toHref({ search: change(search, { [name]: null }), beside })}>
              Without {name === 'q' ? words : <em>{words}</em>}
              {without[name] && <b>: {without[name]}</b>}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Faulty({ app }: { app: App }) {
  const { problem, search } = app.list.value;
  const { beside } = app.place.value;
  if (!problem || app.isBusy.value) return null;
  const faults = problem.errors ?? [];
  return (
    <div class="empty faulty" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && <p>{problem.detail}</p>}
      <ul>
        {faults.map(({ parameter, detail, suggestion }) => (
          <li key={parameter + detail}>
            <b>{parameter}</b>: {detail} {suggestion && `Did you mean ${suggestion}?`}{' '}
            <a href={toHref({ search: change(search, { [parameter]: null }), beside })}>Take it out</a>
          </li>
        ))}
      </ul>
      <p>
        {problem.status >= 500 || problem.status === 429 || problem.status === 0 ? (
          <button type="button" onClick={() => app.act.reload()}>
            Try again
          </button>
        ) : (
          <a href={toHref({ search: change(search, { cursor: null, seek: null }), beside })}>Go to the first page</a>
        )}
      </p>
    </div>
  );
}
