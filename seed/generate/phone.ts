// The phone number formats of a country in, phone numbers as E.164 out.
import { allFakers } from '@faker-js/faker';
import type { Country } from './country.ts';
import type { Draws } from './draw.ts';

/** A plus and at most 15 digits (ITU-T E.164). */
const E164_LENGTH = 16;
const E164_FORMAT = /^\+[\d#!]+$/;

/** The formats of a country's locale with its calling code; `#` stands for a digit, `!` for a digit from 2 to 9. */
export function readPhoneFormats(country: Country): string[] {
  const formats = allFakers[country.locale].rawDefinitions.phone_number?.format?.international ?? [];
  const own = formats
    .filter((format) => E164_FORMAT.test(format) && format.length <= E164_LENGTH && format.startsWith(country.calling))
    .map((format) => format.replace(`${country.calling}#`, `${country.calling}!`));
  if (own.length === 0) throw new Error(`${country.code} has no phone number format in its locale.`);
  return own;
}

/** Draws a phone number in one of the formats. */
export function drawPhone(formats: string[], draws: Draws): string {
  const format = formats[draws.below(formats.length)]!;
  let phone = '';
  for (const sign of format) {
    if (sign === '#') phone += draws.below(10);
    else if (sign === '!') phone += 2 + draws.below(8);
    else phone += sign;
  }
  return phone;
}
