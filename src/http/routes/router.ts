// hono's trie of routes, and what it finds for each path without a variable in it, found once: most requests are for such.
import type { Result } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';

/** No more is kept, whatever methods there are. */
const MOST_KEPT = 500;

export class KeepingRouter<T> extends TrieRouter<T> {
  readonly #plain = new Set<string>();
  readonly #kept = new Map<string, Result<T>>();

  override add(method: string, path: string, handler: T): void {
    super.add(method, path, handler);
    if (!/[:*]/.test(path)) this.#plain.add(path);
    this.#kept.clear();
  }

  override match(method: string, path: string): Result<T> {
    if (!this.#plain.has(path)) return super.match(method, path);
    const name = `${method} ${path}`;
    const known = this.#kept.get(name);
    if (known) return known;
    const found = super.match(method, path);
    if (this.#kept.size < MOST_KEPT) this.#kept.set(name, found);
    return found;
  }
}
