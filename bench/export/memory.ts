// The memory of a process while a file grows: sampled by the clock, each sample with the size that the file had.

const SAMPLE_MS = 50;

export interface Sample {
  bytes: number;
  mb: number;
}

export interface Memory {
  /** When a tenth of the file was there: until then a runtime is warming up. */
  tenth: number;
  /** From then on. */
  highest: number;
}

/** Samples before, through and after the work, which tells how far the file has come. */
export async function sampleMemory<T>(
  readMb: () => number,
  work: (watch: (bytes: number) => void) => Promise<T>,
): Promise<{ done: T; samples: Sample[] }> {
  const samples: Sample[] = [];
  let bytes = 0;
  const sample = () => samples.push({ bytes, mb: readMb() });
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    sample();
    const done = await work((grown) => {
      bytes = grown;
    });
    sample();
    return { done, samples };
  } finally {
    clearInterval(timer);
  }
}

export function toMemory(samples: Sample[]): Memory {
  const whole = samples.at(-1)!.bytes;
  const later = samples.filter(({ bytes }) => bytes >= whole / 10);
  return { tenth: later[0]!.mb, highest: Math.max(...later.map(({ mb }) => mb)) };
}
