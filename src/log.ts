// What went wrong → one line of JSON in the Worker's log. It never holds what a contact or a query says: what stands in
// quotes in a message may be such a value, and is left out.

const QUOTED = /"[^"]*"?|'[^']*'?|`[^`]*`?/g;
const LONGEST_MESSAGE = 300;
const MOST_FRAMES = 8;
/** What shows where in the code it came from, too. */
const UNEXPECTED = 'internal';

/** Logs a failure with its causes. `more` are names and numbers that tell where it was. */
export function logFailure(event: string, cause: unknown, more: Record<string, string | number> = {}): void {
  const stack = event === UNEXPECTED && cause instanceof Error && { stack: toFrames(cause) };
  console.error(JSON.stringify({ level: 'error', event, ...more, cause: toCauses(cause), ...stack }));
}

function toFrames({ stack }: Error): string[] {
  const frames = stack?.match(/^ +at .*/gm) ?? [];
  return frames.slice(0, MOST_FRAMES).map((frame) => frame.trim());
}

/** An error's message and those of what caused it, the outermost first. */
function toCauses(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return thrown === undefined ? [] : [typeof thrown];
  const message = thrown.message.slice(0, LONGEST_MESSAGE).replace(QUOTED, '…');
  return [`${thrown.name}: ${message}`, ...(thrown.cause === thrown ? [] : toCauses(thrown.cause))];
}
