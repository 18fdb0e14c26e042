// Keys → a seal: text that only its keys can read or make, and that is the same each time for the same text (AES-256-GCM,
// its nonce an HMAC of the text, as RFC 5297 makes one), so that equal pages hold equal cursors. Pure.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

export interface Seal {
  /** Differs where the sealing key does, and tells nothing of it. */
  name: string;
  close(text: Uint8Array): Buffer;
  /** What was closed with any of the keys; null for anything else. */
  open(closed: Uint8Array): Buffer | null;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NAME_BYTES = 6;

/** The key of local development, which everybody knows: what it seals is safe from nobody. */
const LOCAL_KEY = 'local development has no secrets';

/** A seal of one key or more: the first closes, all of them open. */
export function makeSeal([first, ...others]: readonly [string, ...string[]]): Seal {
  const sealing = deriveKeys(first);
  const opening = [sealing, ...others.map(deriveKeys)];
  return {
    name: hmac(first, 'name').subarray(0, NAME_BYTES).toString('base64url'),
    close(text) {
      const nonce = hmac(sealing.nonce, text).subarray(0, NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, sealing.text, nonce);
      const hidden = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]);
    },
    open(closed) {
      if (closed.byteLength < NONCE_BYTES + TAG_BYTES) return null;
      for (const { text } of opening) {
        const opened = decipher(closed, text);
        if (opened) return opened;
      }
      return null;
    },
  };
}

export const LOCAL_SEAL = makeSeal([LOCAL_KEY]);

function decipher(closed: Uint8Array, key: Buffer): Buffer | null {
  const begin = NONCE_BYTES + TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, closed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(closed.subarray(NONCE_BYTES, begin));
    return Buffer.concat([decipher.update(closed.subarray(begin)), decipher.final()]);
  } catch {
    return null; // another key closed it, or nobody did
  }
}

/** Of one secret two keys that say nothing of each other. */
function deriveKeys(secret: string) {
  return { text: hmac(secret, 'text'), nonce: hmac(secret, 'nonce') };
}

function hmac(key: string | Buffer, what: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(what).digest();
}
