// What the suite `page` measures besides inputs: the first paint, going back, what is loaded, what moves by itself, and what
// turning pages leaves in memory.
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { Expected, Measurement } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';
import { INPUTS, type Input } from './inputs.ts';
import { readMemory } from './memory.ts';
import { type FirstPaint, readFirstPaint, readShifts, timeTurn, turnPages } from './probe.ts';

/** Ways to a page with an empty cache that runs its script. */
export interface Visit {
  open: (search: string) => Promise<Page>;
  url: string;
  rounds: number;
}

export interface Case extends Pick<Expected, 'name' | 'expected'> {
  measure: (visit: Visit) => Promise<Required<Pick<Measurement, 'unit' | 'samples' | 'seen'>>>;
}

export const FIRST_PAINT = 'first paint with rows';
export const BACK = 'back';
export const SCRIPT = 'script, gzipped';
export const STYLE = 'style, gzipped';
export const SHIFT = 'moved by itself';
export const MEMORY = 'memory after pages turned';

/** After so many pages memory is looked at, and again after all of them. */
const [FIRST_PAGES, ALL_PAGES] = [200, 1000];
const WARM_UPS = 2;
/** By then everything that is asked for after the rows has come. */
const SETTLE_MS = 500;
/** Lists that get something after their rows: stops, facets, corrections, what emptied them. */
const STATES = ['', '&sort=-points', '&facet=country,gender', '&country=NO&q=anna', '&q=schmitd', '&city=Nowhere'];
const BY_NAME = '&sort=last_name';

const toMedian = (all: number[]) => Number(summarize(all).median.toFixed(1));

const FIRST: Case = {
  name: FIRST_PAINT,
  expected:
    'The document brings its rows: they are painted before the script runs. With the server, and an empty cache.',
  measure: async ({ open, rounds }) => {
    const paints: FirstPaint[] = [];
    for (let round = 0; round < rounds + WARM_UPS; round++) {
      const page = await open(round % 2 === 0 ? BY_NAME : '&sort=-points');
      const paint = await readFirstPaint(page);
      await page.context().close();
      if (round >= WARM_UPS) paints.push(paint);
    }
    const seen = {
      server_ms: toMedian(paints.map(({ served }) => served)),
      first_contentful_paint_ms: toMedian(paints.map(({ contentful }) => contentful)),
    };
    return { unit: 'ms', samples: paints.map(({ rows }) => rows), seen };
  },
};

const toInputCase = ({ name, expected, search, run }: Input): Case => ({
  name,
  expected,
  measure: async ({ open, rounds }) => {
    const samples: number[] = [];
    const served: number[] = [];
    const worked: number[] = [];
    for (let round = 0; round < rounds + WARM_UPS; round++) {
      const page = await open(search);
      await page.waitForTimeout(SETTLE_MS);
      const turn = await run(page, round);
      await page.context().close();
      if (round < WARM_UPS) continue;
      samples.push(turn.painted - turn.served);
      served.push(turn.served);
      worked.push(turn.worked);
    }
    return { unit: 'ms', samples, seen: { server_ms: toMedian(served), page_cpu_ms: toMedian(worked) } };
  },
});

const GOING_BACK: Case = {
  name: BACK,
  expected: 'A frame, and no request: the answer is kept in the page.',
  measure: async ({ open, rounds }) => {
    const samples: number[] = [];
    let requests = 0;
    const page = await open(BY_NAME);
    const count = () => requests++;
    for (let round = 0; round < rounds + WARM_UPS; round++) {
      await timeTurn(page, 'keydown', () => page.keyboard.press('n'));
      await page.waitForTimeout(SETTLE_MS);
      page.on('request', count);
      const { painted } = await timeTurn(page, 'popstate');
      await page.waitForTimeout(SETTLE_MS);
      page.off('request', count);
      if (round >= WARM_UPS) samples.push(painted);
    }
    await page.context().close();
    return { unit: 'ms', samples, seen: { requests } };
  },
};

const toSizeCase = (name: string, pattern: RegExp): Case => ({
  name,
  expected: 'One file, by a name that says what is in it, kept for ever.',
  measure: async ({ url }) => {
    const html = await (await fetch(url, { headers: { Accept: 'text/html' } })).text();
    const bytes = await (await fetch(url + pattern.exec(html)![1]!)).arrayBuffer();
    return { unit: 'KB', samples: [gzipSync(bytes, { level: 9 }).length / 1000], seen: {} };
  },
});

const MOVING: Case = {
  name: SHIFT,
  expected: 'Nothing: what comes after the rows has its room before it comes.',
  measure: async ({ open }) => {
    const samples: number[] = [];
    const moved = new Set<string>();
    for (const search of STATES) {
      const page = await open(search);
      await page.waitForTimeout(2 * SETTLE_MS);
      const shifts = (await readShifts(page)).filter(({ isAsked }) => !isAsked);
      for (const { what } of shifts) moved.add(what);
      samples.push(shifts.reduce((sum, { value }) => sum + value, 0));
      await page.context().close();
    }
    return { unit: 'shift', samples, seen: moved.size > 0 ? { moved: [...moved].join('; ') } : {} };
  },
};

const TURNING: Case = {
  name: MEMORY,
  expected: 'Flat: the last twenty answers are kept, and nothing else of a page that was left.',
  measure: async ({ open }) => {
    const page = await open(BY_NAME);
    await turnPages(page, FIRST_PAGES);
    const before = await readMemory(page);
    await turnPages(page, ALL_PAGES - FIRST_PAGES);
    const after = await readMemory(page);
    const shifts = (await readShifts(page)).filter(({ isAsked }) => !isAsked);
    await page.context().close();
    const seen = {
      pages: `${FIRST_PAGES}, ${ALL_PAGES}`,
      nodes: `${before.nodes}, ${after.nodes}`,
      listeners: `${before.listeners}, ${after.listeners}`,
      shift: shifts.reduce((sum, { value }) => sum + value, 0),
    };
    return { unit: 'MB', samples: [before.heapMb, after.heapMb], seen };
  },
};

export const CASES: readonly Case[] = [
  FIRST,
  ...INPUTS.map(toInputCase),
  GOING_BACK,
  MOVING,
  TURNING,
  toSizeCase(SCRIPT, /<script type="module" src="([^"]+)"/),
  toSizeCase(STYLE, /<link rel="stylesheet" href="([^"]+)"/),
];
