// Deleting real contacts is confirmed with the name of their database: on the command line, or typed at a terminal.
import { createInterface } from 'node:readline/promises';
import { Refusal } from './refusal.ts';

/** Throws a Refusal where the name is not given, or is another one. */
export async function confirmDeletion(name: string, given: string | undefined): Promise<void> {
  const typed = given ?? (process.stdin.isTTY ? await ask(name) : undefined);
  if (typed === name) return;
  const fault = typed === undefined ? '' : ` "${typed}" is not its name.`;
  throw new Refusal(
    `This deletes every contact of the real database ${name}.${fault} To do so, add --yes-delete ${name}`,
  );
}

async function ask(name: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(
      `This deletes every contact of the real database. Type its name, ${name}, to do so: `,
    );
  } finally {
    terminal.close();
  }
}
