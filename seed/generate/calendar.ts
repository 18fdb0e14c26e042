// Days and seconds since 1970 in, dates and datetimes as text out. Times are UTC.

export const DAY_SECONDS = 86_400;

/** The day on which the data was taken: nothing in it is later. Fixed, so that the data never depends on the clock. */
export const TODAY = dayOf('2026-11-01');

const FIRST_DAY = dayOf('1900-01-01');
const DATES = Array.from({ length: TODAY - FIRST_DAY + 1 }, (_, offset) =>
  new Date((FIRST_DAY + offset) * DAY_SECONDS * 1000).toISOString().slice(0, 10),
);
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const MINUTES = Array.from({ length: 24 * 60 }, (_, m) => `T${TWO_DIGITS[Math.floor(m / 60)]}:${TWO_DIGITS[m % 60]}:`);

/** The day number of a date written YYYY-MM-DD. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000 / DAY_SECONDS;
}

/** A day from 1900 to TODAY as YYYY-MM-DD. */
export function toDate(day: number): string {
  return DATES[day - FIRST_DAY]!;
}

/** Seconds since 1970, of a day that `toDate` knows, as YYYY-MM-DDTHH:MM:SSZ. */
export function toDatetime(seconds: number): string {
  const day = Math.floor(seconds / DAY_SECONDS);
  const second = seconds - day * DAY_SECONDS;
  return `${DATES[day - FIRST_DAY]}${MINUTES[Math.floor(second / 60)]}${TWO_DIGITS[second % 60]}Z`;
}
