// What only a browser without a script shows: rendered by the Worker, and taken away by the script that takes over.
import type { ComponentChildren } from 'preact';

const IS_WORKER = typeof document === 'undefined';

export function Scriptless({ children }: { children: ComponentChildren }) {
  return IS_WORKER ? <noscript>{children}</noscript> : null;
}
