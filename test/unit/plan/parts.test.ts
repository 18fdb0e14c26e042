// A fetch that takes several requests: how much each part reads, and when it is begun and gone on with.
import { describe, expect, it } from 'vitest';
import { cutShort, isPart } from '../../../src/list/reading/parts.ts';
import type { PlanContext } from '../../../src/plan/access.ts';
import { planPart } from '../../../src/plan/fetch/collect.ts';
import { planFetches } from '../../../src/plan/fetch/fetch.ts';
import { planSteps } from '../../../src/plan/plan.ts';
import type { Step } from '../../../src/plan/step.ts';
import type { Collected } from '../../../src/query/position/collected.ts';
import { NO_VERSION } from '../../../src/version.ts';
import { ROWS, SHOWN, toBounds, toContext } from './fetches.ts';
import { parse } from './planned.ts';

describe('a fetch in parts', () => {
  const collected: Collected = {
    ...{ prefix: [], filter: 'last_name', second: null, from: ['b', 7], ids: [3, 4], fence: null, version: NO_VERSION },
  };
  const begin = (search: string, contacts: number, more: Partial<PlanContext> = {}) =>
    planFetches(parse(search), 'edge', toContext(contacts, { mayCollect: true, ...more }));

  it('takes so many entries as half of the budget reads, each once more to tell the last', () => {
    const [part] = begin('last_name.gte=A&sort=points', 200_000);
    expect(toBounds(part!)).toEqual([3392, [null, 3392, []]]); // 7 reads each: 23,745 of 23,750
    expect(part).toMatchObject({
      index: 'app_user_last_name',
      part: { filter: 'last_name', second: null, from: null, ids: [], fence: null },
      estimate: { rows: ROWS, read: 23_745 + SHOWN, ceiling: 23_745 + SHOWN, draw: 1 },
    });
    const [tested] = begin('last_name.gte=A&gender=male&sort=points', 200_000);
    expect(toBounds(tested!)).toEqual([7499, [null, 250, []]]); // three reads, and five of four times as many as pass
    expect(Object.keys(tested!.part!.own.restrictions).sort()).toEqual(['gender', 'last_name']);
    expect(Object.keys(tested!.tests.restrictions)).toEqual(['gender']);
  });

  it('takes more of those that pass where they were too many for the part before', () => {
    const [again] = begin('last_name.gte=A&gender=male&sort=points', 200_000, { isAgain: true });
    expect(toBounds(again!)).toEqual([2968, [null, 2968, []]]);
  });

  it('reads what it has collected before again', () => {
    const wanted = { filter: 'last_name' as const };
    const query = parse('last_name.in=a,b,c&sort=points');
    const context = toContext(1_000_000, { collected, budget: 20_000 });
    const part = planPart(query, wanted, 'edge', context)!;
    expect(part.most).toBe(Math.floor((10_000 - SHOWN - 2 * 10 - 1) / 7));
    expect(part.part).toMatchObject({ ...collected });
    expect(part.estimate.rows).toBe(ROWS);
    // of the three values two are left: 10,000 contacts, in eight parts, of which a request takes two
    const parts = (1500 * 10_000) / part.most;
    expect(part.estimate.cost - 3 * ROWS).toBeCloseTo(10_000 * (0.03 + 0.03 + 3 * 0.07 + 0.75) + 3 * 10_000 + parts, 6);
  });

  it.each<[string, string, number, Partial<PlanContext>]>([
    ['what one request fetches', 'last_name=x&sort=points', 200_000, {}],
    ['what takes too many parts', 'last_name.gte=A&sort=points', 2_000_000, {}],
    ['what takes so many where a walk has found hardly any', 'last_name.gte=A&sort=points', 800_000, { doubt: 16 }],
    ['what takes many where a walk has found some', 'last_name.gte=A&sort=points', 300_000, { doubt: 7 }],
    ['words', 'last_name.gte=A&q=anna&sort=points', 20_000, { mayFetch: false }],
    ['more rows than a cursor may hold', 'last_name.gte=A&sort=points', 200_000, { rows: 202 }],
    ['a budget of next to nothing', 'last_name.gte=A&sort=points', 200_000, { budget: 600 }],
    ['where it may not be', 'last_name.gte=A&sort=points', 200_000, { mayCollect: false }],
  ])('is not begun for %s', (_, search, contacts, more) => {
    expect(begin(search, contacts, more).filter(({ part }) => part)).toEqual([]);
  });

  it('may take many where a walk has not been tried, or has found hardly anything', () => {
    for (const doubt of [1, 8, 16]) expect(begin('last_name.gte=A&sort=points', 300_000, { doubt })).toHaveLength(1);
  });

  it('is gone on with whatever else there is, as long as the list has the filter', () => {
    const context = toContext(200_000, { collected });
    const next = (search: string, more: Partial<Collected> = {}) =>
      planSteps(parse(search), 'edge', { ...context, collected: { ...collected, ...more } });
    expect(next('last_name.gte=A&sort=points')).toMatchObject([
      { access: 'late', part: { from: ['b', 7], ids: [3, 4] } },
    ]);
    expect(next('first_name.gte=A&sort=points').length).toBeGreaterThan(0);
    for (const step of next('first_name.gte=A&sort=points')) expect('part' in step && step.part).toBeFalsy();
    const pair: Partial<Collected> = { filter: 'country', second: 'city', from: ['oslo', 3] };
    expect(next('country=NO&city.gte=B&sort=points', pair)).toMatchObject([
      {
        index: 'address_country_city',
        part: { second: 'city' },
        fetched: { filter: 'country', second: { filter: 'city' } },
      },
    ]);
    const strange = { filter: 'last_name', second: 'city' } as const;
    for (const step of next('last_name=x&city.gte=B&sort=points', strange))
      expect('part' in step && step.part).toBeFalsy();
  });

  it('of a group is doubted as a walk is, for the group may have nobody, and of the whole list is not', () => {
    const groupsOf = (doubt: number) => {
      const choose = (steps: Step[]) => steps.find(isPart);
      const context = toContext(200_000, { mayCollect: true, doubt, choose });
      return planSteps(parse('last_name.gte=A&points.gt=3&sort=gender,points'), 'edge', context).map(
        (step) => step.prefix,
      );
    };
    expect(groupsOf(1)).toEqual([[null], [], []]);
    expect(groupsOf(16)).toEqual([[], [], [null]]);
  });

  it('is gone on with in the group in which it was begun, and in no other', () => {
    const gone = (prefix: Collected['prefix']) => {
      const context = toContext(200_000, { collected: { ...collected, prefix } });
      const steps = planSteps(parse('last_name.gte=A&sort=gender,points'), 'edge', context);
      return steps.flatMap((step) => (isPart(step) ? [[step.prefix, step.part.from]] : []));
    };
    expect(gone([])).toEqual([[[], ['b', 7]]]);
    expect(gone([null])).toEqual([[[null], ['b', 7]]]);
    expect(gone(['male'])).toEqual([]);
  });

  it('is not begun anew where what was collected could not be gone on with, which would lead back', () => {
    const whole = { ...begin('last_name.gte=A&sort=points', 200_000)[0]!, part: null };
    const follow = (more: { collected?: Collected }) =>
      cutShort(
        whole,
        { found: [], told: [], cuts: [] },
        {
          progress: { from: 'edge', mayFetch: true, mayCollect: true, ...more },
          rows: ROWS,
          version: NO_VERSION,
        },
      );
    expect(follow({})).toEqual({ from: 'edge', mayFetch: true, mayCollect: true, isAgain: true, isStuck: true });
    expect(follow({ collected })).toMatchObject({ mayFetch: true, mayCollect: false });
  });
});
