// How the service is, judged: what is late, half built or almost full is not well.
import { expect, it } from 'vitest';
import { EVERY_MINUTE, HOURLY } from '../../../src/crons.ts';
import type { Health } from '../../../src/http/health.ts';
import { ALARM_BYTES, toChecks } from '../../../src/http/watch/checks.ts';
import { toVersion } from '../../../src/version.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const WELL: Health = {
  version: toVersion('', 7),
  number: 7,
  contacts: 5,
  crons: { [EVERY_MINUTE]: ago(1), [HOURLY]: ago(43) },
  statisticsAsOf: ago(43),
  isSearchable: true,
  size: 2_000_000,
};

const failing = (health: Partial<Health>, isLocal = false) =>
  Object.entries(toChecks({ ...WELL, ...health }, { now: NOW, isLocal })).flatMap(([name, { ok }]) =>
    ok ? [] : [name],
  );

it.each<[string, Partial<Health>, string[]]>([
  ['all as it should be', {}, []],
  ['a cron trigger four minutes late', { crons: { [EVERY_MINUTE]: ago(4) } }, []],
  ['a cron trigger six minutes late', { crons: { [EVERY_MINUTE]: ago(6), [HOURLY]: ago(1) } }, ['cron']],
  ['a cron trigger that never ran', { crons: {} }, ['cron']],
  ['statistics of two hours ago', { statisticsAsOf: ago(120) }, []],
  ['statistics of four hours ago', { statisticsAsOf: ago(240) }, ['statistics']],
  ['no statistics', { statisticsAsOf: null }, ['statistics']],
  ['no statistics of no contacts', { statisticsAsOf: null, contacts: 0 }, []],
  ['a search index that is being built', { isSearchable: false }, ['search']],
  ['a database of 8 GB', { size: ALARM_BYTES }, ['size']],
  ['a database of a size that nobody says', { size: null }, []],
])('%s', (_, health, expected) => {
  expect(failing(health)).toEqual(expected);
});

it('takes what cron triggers do as it is in local development, which has none', () => {
  expect(failing({ crons: {}, statisticsAsOf: null, isSearchable: false }, true)).toEqual(['search']);
});

it('tells ages in seconds, and never less than none', () => {
  expect(toChecks(WELL, { now: NOW, isLocal: false }).cron).toEqual({ ok: true, age_seconds: 60 });
  expect(toChecks(WELL, { now: NOW - 120_000, isLocal: false }).cron.age_seconds).toBe(0);
});
