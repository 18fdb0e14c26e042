// An error whose message is for the person who gave the command: printed as it is, without a stack.

export class Refusal extends Error {
  override name = 'Refusal';
}

/** Runs a command; a Refusal, or a fault of the database, ends it with one message and exit code 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    console.error(`error: ${message}`);
    if (!(fault instanceof Refusal) && process.env.DEBUG) console.error(fault);
    process.exitCode = 1;
  }
}
