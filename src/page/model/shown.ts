// Values as people read them: numbers in groups, days without a second that nobody asked for, countries by name. Pure.
import type { Cell, FieldKind } from './answer.ts';

const LANGUAGE = 'en-GB';
const numbers = new Intl.NumberFormat(LANGUAGE);
const countries = new Intl.DisplayNames([LANGUAGE], { type: 'region', fallback: 'code' });
const days = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const clocks = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit' });

/** Numbers that are names, not amounts. */
const NAMES = ['id', 'address_id', 'relationship_id'];

export function toNumber(value: number): string {
  return numbers.format(value);
}

/** Names of countries that were asked for: a page has the same few again and again. */
const named = new Map<string, string>();

export function toCountry(code: string): string {
  const known = named.get(code);
  if (known !== undefined || !/^[A-Z]{2}$/i.test(code)) return known ?? code;
  const name = countries.of(code.toUpperCase()) ?? code;
  named.set(code, name);
  return name;
}

/** The text of a value; empty where there is none. In a table a time is its day: the whole of it stands in its title. */
export function toShown(field: string, value: Cell | undefined, type: FieldKind | undefined, isLong = false): string {
  if (value === null || value === undefined) return '';
  if (field === 'country') return toCountry(String(value));
  if (type === 'integer' && typeof value === 'number') return NAMES.includes(field) ? String(value) : toNumber(value);
  if (type === 'enum') return String(value).charAt(0).toUpperCase() + String(value).slice(1);
  if (type !== 'date' && type !== 'datetime') return String(value);
  const time = Date.parse(String(value));
  if (Number.isNaN(time)) return String(value);
  return (isLong && type === 'datetime' && String(value).length > 10 ? times : days).format(time);
}

export function toClock(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : clocks.format(at);
}
