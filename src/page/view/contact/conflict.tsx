// Two have changed the same contact: field by field both values, and whose is to stand; what only one has changed stays.
import { toLabel } from '../../model/columns.ts';
import { type Draft, rebase, toClashes, toForeign } from '../../model/draft.ts';
import { toShown } from '../../model/shown.ts';
import type { App } from '../app.ts';

export function Conflict({ app, id, draft }: { app: App; id: string; draft: Draft }) {
  const clashes = toClashes(draft);
  const foreign = toForeign(draft);
  const show = (field: string, value: string) =>
    toShown(
      field,
      app.fields.get(field)?.type === 'integer' && value !== '' ? Number(value) : value,
      app.fields.get(field)?.type,
      true,
    ) || 'no value';
  return (
    <form
      class="conflict"
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = Object.fromEntries(
          clashes.map(({ field, mine, theirs }) => {
            const elements = (event.currentTarget as unknown as { elements: Record<string, { value: string }> })
              .elements;
            return [field, elements[field]?.value === 'theirs' ? theirs : mine];
          }),
        );
        app.drafts.value = { ...app.drafts.value, [id]: rebase(draft, chosen) };
        app.act.saveDraft();
      }}
    >
      <div role="alert">
        <h3>Someone else has changed this contact meanwhile</h3>
      </div>
      {clashes.length > 0 ? (
        <p>Choose what shall stand. Nothing you typed is lost.</p>
      ) : (
        <p>You have changed different fields: both changes can stand.</p>
      )}
      {clashes.map(({ field, base, mine, theirs }) => (
        <fieldset key={field}>
          <legend>{toLabel(field)}</legend>
          <p class="hint">
            Before: <s>{show(field, base)}</s>
          </p>
          <label>
            <input type="radio" name={field} value="mine" defaultChecked />
            Yours: <b dir="auto">{show(field, mine)}</b>
          </label>
          <label>
            <input type="radio" name={field} value="theirs" />
            Theirs: <b dir="auto">{show(field, theirs)}</b>
          </label>
        </fieldset>
      ))}
      {foreign.length > 0 && (
        <p class="hint">Their changes of {foreign.map((name) => toLabel(name)).join(', ')} stay.</p>
      )}
      <div class="formbar">
        <button type="submit" class="primary">
          Save so
        </button>
        <button type="button" onClick={() => app.act.dropDraft()}>
          Drop mine
        </button>
      </div>
    </form>
  );
}
