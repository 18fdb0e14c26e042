// Who may use the prober: whoever has its token, and where it was started as open, which only local development does,
// whoever asks at an address of this machine, but no page of another site. A prober that was given neither is closed.
import { isLoopback } from '../../src/http/access/rights.ts';

export interface Access {
  /** Set to `open` by `npm run prober`. */
  ACCESS?: string;
  /** The secret. */
  PROBER_TOKEN?: string;
}

export type Refusal = { status: 401 | 403 | 503; detail: string };

/** Null where the request may pass. */
export async function refuse(request: Request, access: Access): Promise<Refusal | null> {
  if (access.ACCESS === 'open' && isLoopback(request.url)) {
    const origin = request.headers.get('Origin');
    const isForeign = origin !== null && !isLoopback(origin);
    return isForeign ? { status: 403, detail: 'An open prober takes no plan from a page of another site.' } : null;
  }
  if (!access.PROBER_TOKEN) return { status: 503, detail: 'No PROBER_TOKEN is set.' };
  const given = request.headers.get('Authorization')?.match(/^Bearer (.+)$/i)?.[1] ?? '';
  return (await isEqual(given, access.PROBER_TOKEN)) ? null : { status: 401, detail: 'Not the token of this prober.' };
}

/** In the same time whatever the texts, and whatever their lengths: it is their digests that are compared. */
async function isEqual(a: string, b: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(a), await digest(b));
}
