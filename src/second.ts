// A time → its text as answers and tables have it. Pure.

/** RFC 3339, UTC, in whole seconds. */
export function toSecond(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
