// A loop inside workerd in, what one run of it takes out: CPU by the kernel's account, or by the clock where there is none.
import type { Measurement } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';
import type { Inside, Told } from './host.ts';

/** How much to measure; the first two samples are not kept, for code that has just begun is slow. */
export interface Sampling {
  /** Runs of the loop in one sample. */
  runs: number;
  samples: number;
}

export const SAMPLING: Sampling = { runs: 50, samples: 9 };
const WARM_UPS = 2;

export interface Sampled {
  measurement: Pick<Measurement, 'unit' | 'summary' | 'samples'>;
  account: 'kernel' | 'clock';
  /** What the last sample told. */
  told: Told;
}

export async function sampleLoop(
  { ask, readCpuMs }: Inside,
  parameters: Record<string, string | number>,
  { runs, samples: count }: Sampling,
): Promise<Sampled> {
  const samples: number[] = [];
  let account: Sampled['account'] = 'kernel';
  let told: Told = {};
  for (let at = -WARM_UPS; at < count; at++) {
    const before = readCpuMs();
    told = await ask({ ...parameters, runs });
    const after = readCpuMs();
    if (before === null || after === null) account = 'clock';
    const took = before === null || after === null ? told.milliseconds! : after - before;
    if (at >= 0) samples.push(took / runs);
  }
  return { measurement: { unit: 'ms', summary: summarize(samples), samples }, account, told };
}

/** How the numbers of a table came about. */
export function toHead(unit: string, { runs, samples }: Sampling, accounts: Sampled['account'][]): string {
  const by = accounts.includes('clock') ? 'the clock' : "the kernel's account";
  return `${unit}, by ${by}: medians of ${samples} samples of ${runs} runs`;
}
