// Signing in: an access token, once; it works without a script. Behind Cloudflare Access, which signs in itself: who may not.

import { ACCESS_SIGN_OUT } from './app.ts';

export function Refused({ why }: { why: string }) {
  return (
    <main class="signin">
      <div class="dialog">
        <h1>Kartei</h1>
        <p role="alert">{why}</p>
        <p>
          <a href={ACCESS_SIGN_OUT}>Sign in as someone else</a>
        </p>
      </div>
    </main>
  );
}

export function SignIn({ to, fault }: { to: string; fault: string | null }) {
  return (
    <main class="signin">
      <form class="dialog" action="/session" method="post">
        <h1>Kartei</h1>
        <p>Sign in with the access token that you were given. This browser stays signed in for twelve hours.</p>
        <label for="token">Access token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
        <input type="hidden" name="to" value={to} />
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
