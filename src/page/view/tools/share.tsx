// Ways out of the page: the address, a command, rows for a sheet, and everything that matches as a file that proves itself.
import { toNumber } from '../../model/shown.ts';
import { toContacts } from '../../model/total.ts';
import { ACCESS_SIGN_OUT, type App } from '../app.ts';
import { Menu } from './menus.tsx';

export function ShareMenu({ app }: { app: App }) {
  const { answer } = app.list.value;
  const { act } = app;
  return (
    <Menu app={app} label="Share" title="Copy or export this list (e)" name="share">
      {() => (
        <>
          <ul class="actions scripted">
            <li>
              <button type="button" onClick={() => act.copy('link')}>
                Copy link
              </button>
            </li>
            <li>
              <button type="button" onClick={() => act.copy('rows')}>
                Copy these {toNumber(answer?.data.length ?? 0)} rows for a sheet
              </button>
            </li>
            <li>
              <button type="button" onClick={() => act.copy('curl')}>
                Copy as a curl command
              </button>
            </li>
            <li>
              <button type="button" onClick={() => act.copy('csv')}>
                Copy a link to all as CSV
              </button>
            </li>
            <li>
              <button type="button" data-stays onClick={() => act.exportAll('csv')}>
                Export {toContacts(answer?.total ?? null)} as CSV
              </button>
            </li>
            <li>
              <button type="button" data-stays onClick={() => act.exportAll('ndjson')}>
                Export as NDJSON
              </button>
            </li>
            {app.mayWrite && (
              <li>
                <button
                  type="button"
                  onClick={() => {
                    app.bulk.value = {
                      op: 'update',
                      changes: {},
                      matches: null,
                      sample: [],
                      resume: null,
                      done: 0,
                      skipped: 0,
                      state: 'editing',
                      problem: null,
                    };
                  }}
                >
                  Change all that match …
                </button>
              </li>
            )}
          </ul>
          <Progress app={app} />
        </>
      )}
    </Menu>
  );
}

function Progress({ app }: { app: App }) {
  const exporting = app.exporting.value;
  if (!exporting) return null;
  const { rows, state, detail } = exporting;
  const words = {
    running: `Exporting: ${toNumber(rows)} rows …`,
    whole: `The file is whole: ${toNumber(rows)} rows, as its last line says.`,
    broken: `The export broke off after ${toNumber(rows)} rows.`,
    unavailable: 'This server has no export yet.',
  };
  return (
    <p class={`progress ${state}`} role="status">
      {words[state]} {detail}
    </p>
  );
}

export function LookMenu({ app }: { app: App }) {
  const choice = (name: 'theme' | 'density', value: string, label: string) => (
    <button type="button" aria-pressed={app.looks.value[name] === value} onClick={() => app.act.look(name, value)}>
      {label}
    </button>
  );
  return (
    <Menu app={app} label="Look" title="Colours and spacing" name="look">
      {() => (
        <>
          <div class="looks scripted">
            <fieldset aria-label="Colours">
              {choice('theme', 'auto', 'As the system')}
              {choice('theme', 'light', 'Light')}
              {choice('theme', 'dark', 'Dark')}
            </fieldset>
            <fieldset aria-label="Spacing">
              {choice('density', 'roomy', 'Roomy')}
              {choice('density', 'dense', 'Dense')}
            </fieldset>
          </div>
          {app.session === 'token' && (
            <button type="button" class="quiet" onClick={() => app.act.signOut()}>
              Sign out
            </button>
          )}
          {app.session === 'access' && (
            <a class="quiet" href={ACCESS_SIGN_OUT}>
              Sign out
            </a>
          )}
        </>
      )}
    </Menu>
  );
}
