// The data version: which state of the data something is of. A text that sorts behind all versions before it: the epoch, a
// dot, the number. Another epoch begins where a database was restored, so that nothing of what was undone is met again.
// To clients it is opaque. Pure.

declare const brand: unique symbol;
export type Version = string & { readonly [brand]: true };

/** Before every other. */
export const NO_VERSION = '' as Version;

/** An epoch is its beginning, 12 hexadecimal digits of milliseconds since 1970, and 8 of chance. */
const VERSION = /^(?:[0-9a-f]{20})?\.\d{15}$/;
const NUMBER_DIGITS = 15;
const TIME_DIGITS = 12;

export function toVersion(epoch: string, number: number): Version {
  return `${epoch}.${String(number).padStart(NUMBER_DIGITS, '0')}` as Version;
}

/** The version that the text is; null where it is none. */
export function parseVersion(text: unknown): Version | null {
  return typeof text === 'string' && VERSION.test(text) ? (text as Version) : null;
}

export function laterVersion(a: Version, b: Version): Version {
  return a > b ? a : b;
}

export function epochOf(version: Version): string {
  return version.slice(0, Math.max(0, version.indexOf('.')));
}

/** When the version's epoch began; milliseconds since 1970. */
export function epochTime(version: Version): number {
  return Number.parseInt(epochOf(version).slice(0, TIME_DIGITS) || '0', 16);
}
