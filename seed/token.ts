// npm run token: makes access tokens and keys for cursors, and says where they go. Of a token with a name the hash is written
// down, so that one sees whose there are and takes them away by name; no token is stored anywhere.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { toPersonName } from '../src/http/access/person.ts';
import { ENVIRONMENTS, type Environment } from './environment.ts';
import { Refusal, runCommand } from './refusal.ts';
import { add, describe, drawKey, drawToken, type Ledger, parseLedger, remove, rotate, toLedgerName, toSecrets, toText } from './token/ledger.ts'; // biome-ignore format: short

const SECRETS = { read: 'READ_TOKENS', write: 'WRITE_TOKENS' } as const;
const ROOT = resolve(import.meta.dirname, '..');

interface Options {
  right: keyof typeof SECRETS;
  name?: string;
  hash?: string;
  rotate?: string;
  retire?: string;
  revoke?: string;
  list: boolean;
  remote: boolean;
  env: Environment;
  file?: string;
  who?: string;
  cursorKey: boolean;
}

const DOING = ['name', 'rotate', 'retire', 'revoke', 'list', 'who', 'cursorKey'];
const only = (flags: string, words: string, own: string) =>
  new Option(flags, words).conflicts(DOING.filter((name) => name !== own));

const command = new Command('token')
  .description(
    'Makes a token that may read, or read and write, the contacts of a deployment; or the key of its cursors.',
  )
  .addOption(new Option('--right <right>', 'what it allows').choices(['read', 'write']).default('read'))
  .addOption(only('--name <name>', 'whose it is, for the log and the audit: it is written down', 'name'))
  .option('--hash <sha256>', 'with --name: of a token that there is already')
  .addOption(only('--rotate <name>', 'make another token beside the one of this name', 'rotate'))
  .addOption(only('--retire <name>', 'take all tokens of this name away but the newest', 'retire'))
  .addOption(only('--revoke <name>', 'take all tokens of this name away', 'revoke'))
  .addOption(only('--list', 'say which names are in use', 'list').default(false))
  .option('--remote', 'make the tokens of the deployment exactly those that are written down', false)
  .addOption(new Option('--env <name>', 'its environment').choices(ENVIRONMENTS).default('production'))
  .option('--file <path>', 'where they are written down; else tokens.json, those of staging tokens.staging.json')
  .addOption(only('--who <email>', 'what the log and the audit call a person behind Cloudflare Access', 'who'))
  .addOption(only('--cursor-key', 'make a key that cursors are sealed with, and no token', 'cursorKey').default(false))
  .allowExcessArguments(false)
  .parse();

const options = command.opts<Options>();
await runCommand(run);

async function run(): Promise<void> {
  const { right, name, list, remote, env, who, cursorKey } = options;
  if (cursorKey) return console.log(describeKey(env));
  if (who !== undefined) return console.log(toPersonName(who));
  const file = options.file ?? resolve(ROOT, toLedgerName(env));
  const putting = `npm run token -- --remote --env ${env}${options.file === undefined ? '' : ` --file ${file}`}`;
  const before = readLedger(file);
  const { ledger, token } = change(before);
  const secrets = remote ? toSecrets(ledger) : null;
  if (ledger !== before) writeFileSync(file, toText(ledger));
  if (token !== null) console.log(`The token, for the one who uses it, shown only now:\n\n  ${token}\n`);
  if (list) console.log(describe(ledger));
  if (secrets) {
    const { putSecrets } = await import('./token/remote.ts'); // wrangler takes a second to be there
    await putSecrets(secrets, env).catch((fault: Error) => {
      throw new Refusal(`${fault.message} It is written down in ${file} all the same. To try again: ${putting}`);
    });
    console.log(`The tokens of ${env} are those of ${ledger.map((entry) => entry.name).join(', ')}, and no other.`);
  } else if (ledger !== before)
    console.log(`Written down in ${file}. To make the tokens of ${env} exactly those:\n\n  ${putting}`);
  else if (!list && name === undefined) console.log(describeToken(right, env));
}

/** What is to be done, done to what is written down; a token where one was made. */
function change(ledger: Ledger): { ledger: Ledger; token: string | null } {
  const { right, name, hash, rotate: rotated, retire, revoke } = options;
  const made = new Date().toISOString().slice(0, 10);
  if (retire !== undefined) return { ledger: remove(ledger, retire, true), token: null };
  if (revoke !== undefined) return { ledger: remove(ledger, revoke, false), token: null };
  if (name !== undefined && hash !== undefined)
    return { ledger: add(ledger, { name, right, made, hash: hash.toLowerCase() }), token: null };
  if (rotated !== undefined) return rotate(ledger, rotated, made);
  if (hash !== undefined) throw new Refusal('--hash goes with --name.');
  if (name === undefined) return { ledger, token: null };
  const drawn = drawToken(right);
  return { ledger: add(ledger, { name, right, made, hash: drawn.hash }), token: drawn.token };
}

function readLedger(file: string): Ledger {
  return existsSync(file) ? parseLedger(readFileSync(file, 'utf8')) : [];
}

function describeToken(right: Options['right'], env: Environment): string {
  const { token, hash } = drawToken(right);
  return `The token, for the one who uses it, shown only now:

  ${token}

Its SHA-256, for the deployment. Several tokens are several hashes, separated by commas; with a name and a colon before it the
log and the audit say whose it is (--name writes names down, and --remote puts them all):

  ${hash}

  npx wrangler secret put ${SECRETS[right]} --env ${env}
`;
}

function describeKey(env: Environment): string {
  return `A key that cursors are sealed with, for the deployment:

  ${drawKey()}

  npx wrangler secret put CURSOR_KEYS --env ${env}

To change it, put the new key before the old one, with a comma between them: the first seals, all of them open. Take the old
one away when nobody follows its cursors any more, say after a day. Without this secret the key is made of the access
tokens' hashes, so that cursors end whenever those change; behind Cloudflare Access there must be one.
`;
}
