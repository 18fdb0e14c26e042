// What is done to the page while it is timed: each a way to other rows, from a list that is settled.
import type { Page } from 'playwright-core';
import { type Turn, timeTurn } from './probe.ts';

export interface Input {
  name: string;
  expected: string;
  /** Where each run begins, besides the columns. */
  search: string;
  /** `at` counts the runs. */
  run: (page: Page, at: number) => Promise<Turn>;
}

const HEADS = ['Last name', 'City', 'Points', 'Last active', 'Birthday', 'Customer no.', 'First name', 'Country'];
const LETTERS = 'abcdefghiklmnoprstuvw';
/** Rows that are chosen in turn, all within the page. */
const ROWS = 20;

export const INPUTS: readonly Input[] = [
  {
    name: 'next page, by key',
    expected: 'A frame or two: the same elements get other texts.',
    search: '&sort=last_name',
    run: (page) => timeTurn(page, 'keydown', () => page.keyboard.press('n')),
  },
  {
    name: 'sorted by a head, by click',
    expected: 'As the next page; the scrubber gets other stops after it.',
    search: '',
    run: (page, at) => {
      const head = page.getByRole('columnheader', { name: HEADS[at % HEADS.length]! }).getByRole('link');
      return timeTurn(page, 'click', () => head.click());
    },
  },
  {
    name: 'filtered by a cell, by key',
    expected: 'As the next page, and a chip more.',
    search: '&sort=-points',
    run: async (page, at) => {
      for (let row = 0; row <= at % ROWS; row++) await page.keyboard.press('j');
      return timeTurn(page, 'keydown', () => page.keyboard.press('o'));
    },
  },
  {
    name: 'gone to a place, by key',
    expected: 'As the next page.',
    search: '&sort=last_name',
    run: async (page, at) => {
      await page.keyboard.press('g');
      await page.locator('#jump').fill(LETTERS[at % LETTERS.length]!);
      return timeTurn(page, 'keydown', () => page.keyboard.press('Enter'));
    },
  },
];
