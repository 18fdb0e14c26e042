// KV as it may be met: calls that fail, are slow, or give what is cut, old or missing, as a schedule says, over the view of a
// place (../edge.ts), which lags.
import { parseVersion, type Version } from '../../../src/version.ts';
import type { History } from '../edge.ts';
import type { Schedule } from './schedule.ts';

/** Longer than the Worker waits for KV. */
const SLOW_MS = 400;

export interface FaultyKv {
  KV: KVNamespace;
  /** The newest version whose announcement was shown here: nothing that is answered from then on may be older. */
  shown: () => Version | null;
  /** What the cron trigger was shown does not count: requests go by what they have read themselves, for a second. */
  setShown: (version: Version | null) => void;
}

/** `inner` is the KV of a place that has this history. */
export function openFaultyKv(inner: KVNamespace, history: History, schedule: Schedule): FaultyKv {
  let shown: Version | null = null;
  const slowly = () => new Promise((resume) => setTimeout(resume, SLOW_MS));
  const cut = (value: string | ArrayBuffer) => value.slice(0, Math.floor(schedule.chance() * lengthOf(value)));
  const toOld = (key: string, now: string | ArrayBuffer) => {
    const puts = history.filter((put) => put.key === key);
    const { value } = puts.at(Math.floor(schedule.chance() * puts.length)) ?? { value: null };
    if (value === null || typeof now === 'string') return value ?? now;
    return Uint8Array.from(value, (letter) => letter.charCodeAt(0)).buffer;
  };
  const KV = {
    async get(key: string, options: { type: 'text' }) {
      const fault = schedule.kv();
      if (fault === 'failed' || fault === 'unanswered') throw new Error('KV GET failed: 500 Internal Server Error');
      if (fault === 'slow') await slowly();
      let value: string | ArrayBuffer | null = fault === 'missing' ? null : await inner.get(key, options);
      if (value !== null && fault === 'cut') value = cut(value);
      if (value !== null && fault === 'old') value = toOld(key, value);
      const version = key === 'version' && fault !== 'slow' ? parseVersion(value) : null;
      if (version !== null && (shown === null || version > shown)) shown = version;
      return value;
    },
    async put(key: string, value: string | Uint8Array, options?: KVNamespacePutOptions) {
      const fault = schedule.kv();
      if (fault === 'failed') throw new Error('KV PUT failed: 429 Too Many Requests');
      if (fault === 'slow') await slowly();
      await inner.put(key, value, options);
      if (fault === 'unanswered') throw new Error('KV PUT failed: 500 Internal Server Error');
    },
  } as unknown as KVNamespace;
  const setShown = (version: Version | null) => {
    shown = version;
  };
  return { KV, shown: () => shown, setShown };
}

const lengthOf = (value: string | ArrayBuffer) => (typeof value === 'string' ? value.length : value.byteLength);
