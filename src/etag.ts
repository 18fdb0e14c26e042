// Entity tags and the conditions that clients make of them (RFC 9110, sections 8.8.3 and 13.1.2). Pure.
import { createHash } from 'node:crypto';

/** 16 URL-safe characters that differ when the text does. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** Whether an If-None-Match header names the tag, or `*`; compared weakly. */
export function noneMatchNames(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((candidate) => opaque(candidate) === opaque(tag));
}
