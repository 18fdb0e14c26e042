// Stands for wrangler: does what shipping asks of it to a file that stands for what is deployed, and writes down what it was
// asked. Commands that match a fault of the file fail.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Cloud } from './cloud.ts';

const file = process.env.FAKE_CLOUD!;
const cloud = JSON.parse(readFileSync(file, 'utf8')) as Cloud;
const args = process.argv.slice(2);
const command = args.slice(0, args.indexOf('--env')).join(' ');
cloud.asked.push(command);
const fault = cloud.faults.find(({ times, command: pattern }) => times > 0 && new RegExp(pattern).test(command));
if (fault) {
  fault.times--;
  console.error(`\n✘ [ERROR] ${fault.says}\n`);
  process.exitCode = 1;
} else if (command === 'deployments status --json') {
  console.error('▲ [WARNING] Unexpected fields found in {unsafe}.');
  const versions = Object.entries(cloud.shares).map(([version_id, percentage]) => ({ version_id, percentage }));
  console.log(JSON.stringify({ id: 'a-deployment', versions }, null, 2));
} else if (command.startsWith('versions upload')) {
  const uploaded = { type: 'version-upload', version: 1, version_id: 'new' };
  writeFileSync(process.env.WRANGLER_OUTPUT_FILE_PATH!, `{"type":"wrangler-session"}\n${JSON.stringify(uploaded)}\n`);
} else if (command.startsWith('versions deploy')) {
  const specs = args.filter((arg) => /^\w+@\d+$/.test(arg)).map((spec) => spec.split('@') as [string, string]);
  cloud.shares = Object.fromEntries(specs.map(([id, percent]) => [id, Number(percent)]));
}
writeFileSync(file, JSON.stringify(cloud));
