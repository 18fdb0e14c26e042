// Short words at the edge of the page, gone after a while; what they offer goes with them.
import type { App, Toast } from '../view/app.ts';

const SHOWN_MS = 4000;

let last = 0;

export function say(app: App, text: string, action?: Toast['action'], milliseconds = SHOWN_MS): void {
  const id = ++last;
  const drop = () => {
    app.toasts.value = app.toasts.value.filter((toast) => toast.id !== id);
  };
  const run = () => {
    drop();
    action?.run();
  };
  app.toasts.value = [...app.toasts.value, { id, text, ...(action && { action: { label: action.label, run } }) }];
  setTimeout(drop, milliseconds);
}
