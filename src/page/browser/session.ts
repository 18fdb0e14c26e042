// Signing in again where the session has ended, without leaving what one is at; and signing out.
import type { App } from '../view/app.ts';
import { ask, forgetAll } from './api.ts';

export async function signIn(app: App, token: string): Promise<void> {
  const reply = await ask('/session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  if (reply.status === 204) {
    app.isSessionOver.value = null;
    app.act.reload();
  } else
    app.isSessionOver.value =
      reply.status === 401 ? 'This token is not valid.' : (reply.problem?.title ?? 'That did not work.');
}

export async function signOut(): Promise<void> {
  await ask('/session', { method: 'DELETE' });
  forgetAll();
  location.assign('/');
}
