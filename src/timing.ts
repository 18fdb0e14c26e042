// Durations of a request's stages → Server-Timing (w3.org/TR/server-timing). On Cloudflare the clock moves only with
// I/O, so there a stage that only computes shows 0; locally it shows its time.

export interface Timing {
  /** Runs a stage and notes its milliseconds. */
  measure<T>(stage: string, run: () => T): T;
  /** Adds a stage measured elsewhere, with a description. */
  add(stage: string, milliseconds: number, description: string): void;
  toHeader(): string;
}

export function startTiming(): Timing {
  const start = performance.now();
  const entries: string[] = [];
  const note = (stage: string, milliseconds: number, description?: string) => {
    const text = description ? `;desc="${description}"` : '';
    entries.push(`${stage};dur=${milliseconds.toFixed(2)}${text}`);
  };
  return {
    measure(stage, run) {
      const begun = performance.now();
      const result = run();
      if (result instanceof Promise)
        return result.finally(() => note(stage, performance.now() - begun)) as typeof result;
      note(stage, performance.now() - begun);
      return result;
    },
    add: note,
    toHeader: () => [...entries, `total;dur=${(performance.now() - start).toFixed(2)}`].join(', '),
  };
}
