// npm run token: makes an access token or a key for cursors, and says where it goes. Nothing is stored here.
import { createHash, randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';

const SECRETS = { read: 'READ_TOKENS', write: 'WRITE_TOKENS' } as const;
const KEY_BYTES = 32;

interface Options {
  right: keyof typeof SECRETS;
  cursorKey: boolean;
}

const command = new Command('token')
  .description(
    'Makes a token that may read, or read and write, the contacts of a deployment; or the key of its cursors.',
  )
  .addOption(new Option('--right <right>', 'what it allows').choices(['read', 'write']).default('read'))
  .option('--cursor-key', 'make a key that cursors are sealed with, and no token', false)
  .allowExcessArguments(false)
  .parse();

const { right, cursorKey } = command.opts<Options>();
console.log(cursorKey ? describeKey() : describeToken(right));

function describeToken(right: Options['right']): string {
  const token = `kartei_${right}_${randomBytes(KEY_BYTES).toString('base64url')}`;
  const hash = createHash('sha256').update(token).digest('hex');
  return `The token, for the one who uses it, shown only now:

  ${token}

Its SHA-256, for the deployment. Several tokens are several hashes, separated by commas:

  ${hash}

  npx wrangler secret put ${SECRETS[right]} --env production
`;
}

function describeKey(): string {
  return `A key that cursors are sealed with, for the deployment:

  ${randomBytes(KEY_BYTES).toString('base64url')}

  npx wrangler secret put CURSOR_KEYS --env production

To change it, put the new key before the old one, with a comma between them: the first seals, all of them open. Take the old
one away when nobody follows its cursors any more, say after a day. Without this secret the key is made of the access
tokens' hashes, so that cursors end whenever those change.
`;
}
