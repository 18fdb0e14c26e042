// A short name for a text of any length. Pure.
import { createHash } from 'node:crypto';

/** 16 URL-safe characters that differ when the text, or the bytes, do. */
export function digest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
