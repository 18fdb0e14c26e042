// What lies over the page: news of changes, trouble with the connection, toasts with their way back, the keys, a session's end.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from '../model/keys.ts';
import type { App } from './app.ts';

export function News({ app }: { app: App }) {
  if (app.trouble.value)
    return (
      <p class="news trouble" role="status">
        {app.trouble.value}
      </p>
    );
  if (!app.news.value) return null;
  return (
    <p class="news" role="status">
      {app.news.value}
      <button type="button" title="Show (r)" onClick={() => app.act.reload()}>
        Show
      </button>
    </p>
  );
}

export function Toasts({ app }: { app: App }) {
  return (
    <div class="toasts">
      {app.toasts.value.map(({ id, text, action }) => (
        <p key={id} class="toast" role="status">
          {text}
          {action && (
            <button type="button" onClick={action.run}>
              {action.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

interface Modal {
  showModal(): void;
}

interface DialogProps {
  label: string;
  /** Escape does not close it. */
  isKept?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ label, isKept = false, onClose, children }: DialogProps) {
  const dialog = useRef<Modal | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog as never}
      class="dialog"
      aria-label={label}
      onCancel={(event) => isKept && event.preventDefault()}
      onClose={onClose}
    >
      {children}
    </dialog>
  );
}

export function Help({ app }: { app: App }) {
  if (!app.isHelpOpen.value) return null;
  const close = () => {
    app.isHelpOpen.value = false;
  };
  return (
    <Dialog label="Keys" onClose={close}>
      <h2>Keys</h2>
      <dl class="keys">
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={close}>
        Close
      </button>
    </Dialog>
  );
}

export function SessionOver({ app }: { app: App }) {
  const said = app.isSessionOver.value;
  if (said === null) return null;
  return (
    <Dialog
      label="Sign in again"
      onClose={() => {
        app.isSessionOver.value = null;
      }}
    >
      <h2>Your session has ended</h2>
      <p>Sign in again to go on. What you have typed is still here.</p>
      {app.session === 'access' ? <AccessAgain app={app} /> : <TokenAgain app={app} said={said} />}
    </Dialog>
  );
}

/** Cloudflare Access signs in on a page of its own, so that happens in another tab. */
function AccessAgain({ app }: { app: App }) {
  return (
    <>
      <p>
        <a href="/" target="_blank" rel="noreferrer">
          Sign in in a new tab
        </a>
        , then come back.
      </p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          app.isSessionOver.value = null;
          app.act.reload();
        }}
      >
        Go on
      </button>
    </>
  );
}

function TokenAgain({ app, said }: { app: App; said: string }) {
  return (
    <form
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        app.act.signIn(
          (event.currentTarget as unknown as { elements: Record<string, { value: string }> }).elements.token!.value,
        );
      }}
    >
      <label>
        Access token
        <input name="token" type="password" autocomplete="current-password" required />
      </label>
      {said !== '' && (
        <p class="fault" role="alert">
          {said}
        </p>
      )}
      <button type="submit" class="primary">
        Sign in
      </button>
    </form>
  );
}
