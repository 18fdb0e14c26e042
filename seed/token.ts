// npm run token: makes an access token, and says where its hash goes. Nothing is stored here.
import { createHash, randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';

const SECRETS = { read: 'READ_TOKENS', write: 'WRITE_TOKENS' } as const;

const command = new Command('token')
  .description('Makes a token that may read, or read and write, the contacts of a deployment.')
  .addOption(new Option('--right <right>', 'what it allows').choices(['read', 'write']).default('read'))
  .allowExcessArguments(false)
  .parse();

const { right } = command.opts<{ right: keyof typeof SECRETS }>();
const token = `kartei_${right}_${randomBytes(32).toString('base64url')}`;
const hash = createHash('sha256').update(token).digest('hex');

console.log(`The token, for the one who uses it, shown only now:

  ${token}

Its SHA-256, for the deployment. Several tokens are several hashes, separated by commas:

  ${hash}

  npx wrangler secret put ${SECRETS[right]} --env production
`);
