// Timeouts, pauses and the time between attempts.

/** What the work gives, or `otherwise` where it fails, at once or later, or takes longer than so many milliseconds. */
export async function within<T, U>(milliseconds: number, work: () => Promise<T>, otherwise: U): Promise<T | U> {
  const going = (async () => work())().catch(() => otherwise);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<U>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  try {
    return await Promise.race([going, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}

/** How long to wait before attempt `attempt` (1, 2, …): twice as long each time, and a random part of that. */
export function backoff(attempt: number, firstMilliseconds: number): number {
  return firstMilliseconds * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}
