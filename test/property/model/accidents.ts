// Commands that happen to a service: weather, time, isolates that end, replicas that catch up, the cron trigger, a restore.
import fc from 'fast-check';
import { openDatabase } from '../../../src/db/database.ts';
import { announceNow } from '../../../src/version/announcement.ts';
import { WEATHERS, type WeatherName } from '../../support/faults/schedule.ts';
import { readState } from '../../support/faults/state.ts';
import type { Step } from './model.ts';

const weather = (name: WeatherName): Step => ({
  name: `weather ${name}`,
  run: async (_model, world) => world.schedule.become(name),
});

/** A moment, longer than an isolate goes by what it knows; longer than KV lags; longer than a page is fresh. */
const TIMES = [1100, 25_000, 11 * 60_000];

const time = (milliseconds: number): Step => ({
  name: `pass ${milliseconds} ms`,
  run: (_model, world) => world.pass(milliseconds),
});

const restart = (place: number): Step => ({
  name: `restart ${place}`,
  run: async (_model, world) => world.restart(place),
});

const trigger = (place: number): Step => ({
  name: `cron at ${place}`,
  run: (_model, world) => world.trigger(place),
});

const catchUp: Step = { name: 'replica catches up', run: (_model, world) => world.catchUp() };

const settle: Step = { name: 'settle', run: (_model, world) => world.settle() };

const keep: Step = {
  name: 'keep',
  async run(model, world) {
    await world.observe();
    model.kept = { state: await readState(), claimed: [...model.claimed] };
  },
};

/** Back to what was kept, and then as the runbook says: a new epoch. */
const restore: Step = {
  name: 'restore',
  async run(model, world) {
    world.schedule.become('calm');
    await world.settle();
    await world.restore(model.kept.state);
    await announceNow(world.envOf(0).KV, openDatabase(world.envOf(0).DB, 'first-primary'), { isRestored: true });
    await world.observe();
    model.claimed = [...model.kept.claimed];
  },
};

export function drawAccidents(): fc.Arbitrary<Step>[] {
  const place = fc.nat(1);
  const names = Object.keys(WEATHERS) as WeatherName[];
  return [
    fc.constantFrom(...names, 'rough' as const, 'rough' as const).map(weather),
    fc.constantFrom(...TIMES).map(time),
    place.map(restart),
    place.map(trigger),
    fc.constantFrom(catchUp, catchUp, settle, keep, restore),
  ];
}
