// Staging is as production is, beside it: what is tried in one is what runs in the other, and nothing of the data is shared.
// Neither has anything of the settings for local development.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';

const CONFIG = join(import.meta.dirname, '../../wrangler.toml');

/** Where data lies and what is counted by itself: these differ. */
const OWN =
  /"(name|topLevelName|database_name|database_id|id|namespace_id|dataset|ENVIRONMENT|targetEnvironment)":"[^"]*"/g;

const readText = (env: string | undefined) => JSON.stringify(readConfig({ config: CONFIG, env }));
const [local, production, staging] = [undefined, 'production', 'staging'].map(readText) as [string, string, string];

it('has the same settings and bindings as production', () => {
  const alike = (text: string) => text.replace(OWN, '"$1":"own"').replace(/,?"workers_dev":\w+/, '');
  expect(JSON.parse(alike(staging))).toEqual(JSON.parse(alike(production)));
});

it('shares no database, namespace, limit or count with production, nor either with local development', () => {
  const ids = (text: string) => [...text.matchAll(/"(?:database_id|id|namespace_id|dataset)":"([^"]*)"/g)].map(([, id]) => id!); // biome-ignore format: short
  const all = [local, production, staging].flatMap((text) => [...new Set(ids(text))]);
  expect(ids(production).length).toBeGreaterThan(4);
  expect(all.filter((id, at) => all.indexOf(id) !== at)).toEqual([]);
});

it('shows no previews of versions, runs the crons, and knows that it is deployed', () => {
  for (const env of ['production', 'staging']) {
    const { preview_urls, triggers, vars, version_metadata } = readConfig({ config: CONFIG, env });
    expect({ preview_urls, vars, crons: triggers.crons?.length, build: version_metadata?.binding }).toEqual({
      preview_urls: false,
      vars: { ENVIRONMENT: env },
      crons: 2,
      build: 'BUILD',
    });
  }
});
